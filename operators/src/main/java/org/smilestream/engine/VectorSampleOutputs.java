package org.smilestream.engine;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.smilestream.model.Activation;
import org.smilestream.model.ModelSpec;

/**
 * {@link SampleOutputs} whose lanes run along the positions: rows come one at a time, positions by
 * the hundred. Products are rounded before they are added, in double and in the order of {@link
 * org.smilestream.model.ForwardPass}, so that a prediction does not depend on the machine.
 */
final class VectorSampleOutputs implements SampleOutputs {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = DOUBLES.length();

  /** Positions that are computed together. */
  private static final int BLOCK = 2 * LANES;

  /** Units of a layer that share a register block. */
  private static final int UNITS = 4;

  private final Activation activation;
  private final DenseLayer[] layers;
  private final int[] categoryOffsets;
  private final int dimension;

  /** One array for each block of positions: entry (parameter, lane) at parameter · BLOCK + lane. */
  private final double[][] blocks;

  /** Of the layer that is computed from, and to; [unit][lane]. */
  private double[] values;

  private double[] sums;

  VectorSampleOutputs(ModelSpec spec, int capacity) {
    activation = spec.activation();
    layers = DenseLayer.of(spec);
    categoryOffsets = spec.categoryOffsets();
    dimension = spec.dimension();
    blocks = new double[(capacity + BLOCK - 1) / BLOCK][dimension * BLOCK];
    int widest = Math.max(1, spec.numericInputs());
    for (DenseLayer layer : layers) {
      widest = Math.max(widest, layer.outputs());
    }
    values = new double[widest * BLOCK];
    sums = new double[widest * BLOCK];
  }

  @Override
  public int capacity() {
    return blocks.length * BLOCK;
  }

  @Override
  public void put(int place, float[] position) {
    double[] block = blocks[place / BLOCK];
    int lane = place % BLOCK;
    for (int i = 0; i < dimension; i++) {
      block[i * BLOCK + lane] = position[i];
    }
  }

  @Override
  public void compute(double[] numeric, int[] categories, double[][] outputs) {
    for (int block = 0; block < blocks.length; block++) {
      double[] weights = blocks[block];
      for (int input = 0; input < numeric.length; input++) {
        Arrays.fill(values, input * BLOCK, (input + 1) * BLOCK, numeric[input]);
      }
      dense(weights, layers[0], numeric.length);
      for (int column = 0; column < categories.length; column++) {
        add(weights, layers[0].kernelRow(categoryOffsets[column] + categories[column]));
      }
      for (int l = 1; l < layers.length; l++) {
        activate(layers[l].inputs() * BLOCK);
        double[] before = values;
        values = sums;
        sums = before;
        dense(weights, layers[l], layers[l].inputs());
      }
      copyOutputs(block, outputs);
    }
  }

  private void copyOutputs(int block, double[][] outputs) {
    int start = block * BLOCK;
    for (int k = 0; k < outputs.length; k++) {
      int length = Math.min(BLOCK, outputs[k].length - start);
      System.arraycopy(sums, k * BLOCK, outputs[k], start, length);
    }
  }

  /** sums ← bias + values · kernel, of the first {@code inputs} rows of the kernel. */
  private void dense(double[] weights, DenseLayer layer, int inputs) {
    int width = layer.outputs();
    int unit = 0;
    for (; unit + UNITS <= width; unit += UNITS) {
      int kernel = layer.kernel() + unit;
      dense4(weights, kernel, layer.bias() + unit, width, inputs, values, sums, unit * BLOCK);
    }
    for (; unit < width; unit++) {
      int kernel = layer.kernel() + unit;
      dense1(weights, kernel, layer.bias() + unit, width, inputs, values, sums, unit * BLOCK);
    }
  }

  private static void dense4(
      double[] weights,
      int kernel,
      int bias,
      int width,
      int inputs,
      double[] values,
      double[] sums,
      int target) {
    int b = bias * BLOCK;
    DoubleVector s00 = DoubleVector.fromArray(DOUBLES, weights, b);
    DoubleVector s01 = DoubleVector.fromArray(DOUBLES, weights, b + LANES);
    DoubleVector s10 = DoubleVector.fromArray(DOUBLES, weights, b + 2 * LANES);
    DoubleVector s11 = DoubleVector.fromArray(DOUBLES, weights, b + 3 * LANES);
    DoubleVector s20 = DoubleVector.fromArray(DOUBLES, weights, b + 4 * LANES);
    DoubleVector s21 = DoubleVector.fromArray(DOUBLES, weights, b + 5 * LANES);
    DoubleVector s30 = DoubleVector.fromArray(DOUBLES, weights, b + 6 * LANES);
    DoubleVector s31 = DoubleVector.fromArray(DOUBLES, weights, b + 7 * LANES);
    for (int input = 0; input < inputs; input++) {
      DoubleVector v0 = DoubleVector.fromArray(DOUBLES, values, input * BLOCK);
      DoubleVector v1 = DoubleVector.fromArray(DOUBLES, values, input * BLOCK + LANES);
      int k = (kernel + input * width) * BLOCK;
      s00 = s00.add(v0.mul(DoubleVector.fromArray(DOUBLES, weights, k)));
      s01 = s01.add(v1.mul(DoubleVector.fromArray(DOUBLES, weights, k + LANES)));
      s10 = s10.add(v0.mul(DoubleVector.fromArray(DOUBLES, weights, k + 2 * LANES)));
      s11 = s11.add(v1.mul(DoubleVector.fromArray(DOUBLES, weights, k + 3 * LANES)));
      s20 = s20.add(v0.mul(DoubleVector.fromArray(DOUBLES, weights, k + 4 * LANES)));
      s21 = s21.add(v1.mul(DoubleVector.fromArray(DOUBLES, weights, k + 5 * LANES)));
      s30 = s30.add(v0.mul(DoubleVector.fromArray(DOUBLES, weights, k + 6 * LANES)));
      s31 = s31.add(v1.mul(DoubleVector.fromArray(DOUBLES, weights, k + 7 * LANES)));
    }
    s00.intoArray(sums, target);
    s01.intoArray(sums, target + LANES);
    s10.intoArray(sums, target + 2 * LANES);
    s11.intoArray(sums, target + 3 * LANES);
    s20.intoArray(sums, target + 4 * LANES);
    s21.intoArray(sums, target + 5 * LANES);
    s30.intoArray(sums, target + 6 * LANES);
    s31.intoArray(sums, target + 7 * LANES);
  }

  private static void dense1(
      double[] weights,
      int kernel,
      int bias,
      int width,
      int inputs,
      double[] values,
      double[] sums,
      int target) {
    DoubleVector s0 = DoubleVector.fromArray(DOUBLES, weights, bias * BLOCK);
    DoubleVector s1 = DoubleVector.fromArray(DOUBLES, weights, bias * BLOCK + LANES);
    for (int input = 0; input < inputs; input++) {
      int v = input * BLOCK;
      int k = (kernel + input * width) * BLOCK;
      DoubleVector v0 = DoubleVector.fromArray(DOUBLES, values, v);
      DoubleVector v1 = DoubleVector.fromArray(DOUBLES, values, v + LANES);
      s0 = s0.add(v0.mul(DoubleVector.fromArray(DOUBLES, weights, k)));
      s1 = s1.add(v1.mul(DoubleVector.fromArray(DOUBLES, weights, k + LANES)));
    }
    s0.intoArray(sums, target);
    s1.intoArray(sums, target + LANES);
  }

  /** Adds a row of the first kernel to the sums. */
  private void add(double[] weights, int row) {
    int length = layers[0].outputs() * BLOCK;
    int start = row * BLOCK;
    for (int i = 0; i < length; i += LANES) {
      DoubleVector.fromArray(DOUBLES, sums, i)
          .add(DoubleVector.fromArray(DOUBLES, weights, start + i))
          .intoArray(sums, i);
    }
  }

  private void activate(int length) {
    if (activation == Activation.RELU) {
      rectify(length);
      return;
    }
    for (int i = 0; i < length; i++) {
      sums[i] = activation.value(sums[i]);
    }
  }

  private void rectify(int length) {
    DoubleVector zero = DoubleVector.zero(DOUBLES);
    for (int i = 0; i < length; i += LANES) {
      DoubleVector x = DoubleVector.fromArray(DOUBLES, sums, i);
      zero.blend(x, x.compare(VectorOperators.GT, zero)).intoArray(sums, i);
    }
  }
}
