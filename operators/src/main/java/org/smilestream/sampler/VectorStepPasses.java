package org.smilestream.sampler;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link StepPasses} on the JDK's Vector API. A sum has the partial sums of {@link Vectors#dot},
 * one in each lane, so that its bits are the same; with fewer lanes than partial sums there is a
 * loop for each group of them.
 */
final class VectorStepPasses implements StepPasses {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = DOUBLES.length();

  private final double[] gradientSquares = new double[Vectors.PARTIAL_SUMS];
  private final double[] squares = new double[Vectors.PARTIAL_SUMS];
  private final double[] products = new double[Vectors.PARTIAL_SUMS];

  private VectorStepPasses() {}

  /** Of a machine whose vectors have more lanes than there are partial sums, the plain ones. */
  static StepPasses orPlain() {
    return LANES > Vectors.PARTIAL_SUMS ? new PlainStepPasses() : new VectorStepPasses();
  }

  private static int whole(double[] vector) {
    return vector.length - vector.length % Vectors.PARTIAL_SUMS;
  }

  @Override
  public void precondition(
      double[] gradient, double[] inverse, double[] velocity, double[] h, Products sums) {
    int whole = whole(h);
    for (int lane = 0; lane < Vectors.PARTIAL_SUMS; lane += LANES) {
      DoubleVector gg = DoubleVector.zero(DOUBLES);
      DoubleVector hh = DoubleVector.zero(DOUBLES);
      DoubleVector uh = DoubleVector.zero(DOUBLES);
      for (int i = lane; i < whole; i += Vectors.PARTIAL_SUMS) {
        DoubleVector g = DoubleVector.fromArray(DOUBLES, gradient, i);
        DoubleVector scaled = g.mul(DoubleVector.fromArray(DOUBLES, inverse, i));
        scaled.intoArray(h, i);
        gg = gg.add(g.mul(g));
        hh = hh.add(scaled.mul(scaled));
        uh = uh.add(scaled.mul(DoubleVector.fromArray(DOUBLES, velocity, i)));
      }
      gg.intoArray(gradientSquares, lane);
      hh.intoArray(squares, lane);
      uh.intoArray(products, lane);
    }
    for (int i = whole; i < h.length; i++) {
      h[i] = gradient[i] * inverse[i];
      gradientSquares[0] += gradient[i] * gradient[i];
      squares[0] += h[i] * h[i];
      products[0] += velocity[i] * h[i];
    }
    sums.gradient = Vectors.total(gradientSquares);
    sums.preconditioned = Vectors.total(squares);
    sums.along = Vectors.total(products);
  }

  @Override
  public void project(double[] velocity, double[] h, Products sums) {
    int whole = whole(h);
    for (int lane = 0; lane < Vectors.PARTIAL_SUMS; lane += LANES) {
      DoubleVector hh = DoubleVector.zero(DOUBLES);
      DoubleVector uh = DoubleVector.zero(DOUBLES);
      for (int i = lane; i < whole; i += Vectors.PARTIAL_SUMS) {
        DoubleVector there = DoubleVector.fromArray(DOUBLES, h, i);
        hh = hh.add(there.mul(there));
        uh = uh.add(there.mul(DoubleVector.fromArray(DOUBLES, velocity, i)));
      }
      hh.intoArray(squares, lane);
      uh.intoArray(products, lane);
    }
    for (int i = whole; i < h.length; i++) {
      squares[0] += h[i] * h[i];
      products[0] += velocity[i] * h[i];
    }
    sums.preconditioned = Vectors.total(squares);
    sums.along = Vectors.total(products);
  }

  @Override
  public double combine(double a, double[] x, double b, double[] y, double[] target) {
    int whole = whole(target);
    for (int lane = 0; lane < Vectors.PARTIAL_SUMS; lane += LANES) {
      DoubleVector sum = DoubleVector.zero(DOUBLES);
      for (int i = lane; i < whole; i += Vectors.PARTIAL_SUMS) {
        DoubleVector combined =
            DoubleVector.fromArray(DOUBLES, x, i)
                .mul(a)
                .add(DoubleVector.fromArray(DOUBLES, y, i).mul(b));
        combined.intoArray(target, i);
        sum = sum.add(combined.mul(combined));
      }
      sum.intoArray(squares, lane);
    }
    for (int i = whole; i < target.length; i++) {
      target[i] = a * x[i] + b * y[i];
      squares[0] += target[i] * target[i];
    }
    return Vectors.total(squares);
  }

  @Override
  public void move(
      double scale,
      double[] velocity,
      double step,
      double[] inverse,
      double[] position,
      double[] target) {
    int whole = DOUBLES.loopBound(target.length);
    for (int i = 0; i < whole; i += LANES) {
      DoubleVector u = DoubleVector.fromArray(DOUBLES, velocity, i).mul(scale);
      u.intoArray(velocity, i);
      u.mul(step)
          .mul(DoubleVector.fromArray(DOUBLES, inverse, i))
          .add(DoubleVector.fromArray(DOUBLES, position, i))
          .intoArray(target, i);
    }
    for (int i = whole; i < target.length; i++) {
      velocity[i] *= scale;
      target[i] = position[i] + step * velocity[i] * inverse[i];
    }
  }
}
