package org.smilestream.sampler;

/** {@link StepPasses} in plain Java. */
final class PlainStepPasses implements StepPasses {
  @Override
  public void precondition(
      double[] gradient, double[] inverse, double[] velocity, double[] h, Products products) {
    for (int i = 0; i < h.length; i++) {
      h[i] = gradient[i] * inverse[i];
    }
    products.gradient = Vectors.dot(gradient, gradient);
    project(velocity, h, products);
  }

  @Override
  public void project(double[] velocity, double[] h, Products products) {
    products.preconditioned = Vectors.dot(h, h);
    products.along = Vectors.dot(velocity, h);
  }

  @Override
  public double combine(double a, double[] x, double b, double[] y, double[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = a * x[i] + b * y[i];
    }
    return Vectors.dot(target, target);
  }

  @Override
  public void move(
      double scale,
      double[] velocity,
      double step,
      double[] inverse,
      double[] position,
      double[] target) {
    for (int i = 0; i < target.length; i++) {
      velocity[i] *= scale;
      target[i] = position[i] + step * velocity[i] * inverse[i];
    }
  }
}
