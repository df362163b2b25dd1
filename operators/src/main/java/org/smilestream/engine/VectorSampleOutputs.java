package org.smilestream.engine;

import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.smilestream.model.Activation;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * {@link SampleOutputs} whose lanes run along the positions: rows may come one at a time, positions
 * come by the hundred. Products are rounded before they are added, in double and in the order of
 * {@link org.smilestream.model.ForwardPass}, so that a prediction does not depend on the machine.
 */
final class VectorSampleOutputs implements SampleOutputs {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

  /** Positions that are computed together. */
  private static final int BLOCK = DOUBLES.length();

  /** Units of a layer that share a register block, where there is one row. */
  private static final int UNITS = 4;

  /** Rows that share a register block, where there are several: each weight is loaded once. */
  private static final int ROWS = 4;

  private final Activation activation;
  private final DenseLayer[] layers;
  private final int[] categoryOffsets;

  /**
   * Where the parameters lie: as in the position, but for the kernels, which are transposed, so
   * that the inputs of a unit follow each other; kernel rows of categories stay rows.
   */
  private final int[] order;

  /** One array for each block of positions, entry (parameter, lane) at order · BLOCK + lane. */
  private final double[][] blocks;

  /** Of the layer that is computed from, and to; [unit][row][lane]. */
  private double[] values;

  private double[] sums;

  VectorSampleOutputs(ModelSpec spec, int capacity) {
    activation = spec.activation();
    layers = DenseLayer.of(spec);
    categoryOffsets = spec.categoryOffsets();
    order = order(layers, spec);
    blocks = new double[(capacity + BLOCK - 1) / BLOCK][order.length * BLOCK];
    int widest = Math.max(1, spec.numericInputs());
    for (DenseLayer layer : layers) {
      widest = Math.max(widest, layer.outputs());
    }
    values = new double[widest * ROWS * BLOCK];
    sums = new double[widest * ROWS * BLOCK];
  }

  private static int[] order(DenseLayer[] layers, ModelSpec spec) {
    int[] order = IntStream.range(0, spec.dimension()).toArray();
    for (int l = 0; l < layers.length; l++) {
      DenseLayer layer = layers[l];
      int inputs = l == 0 ? spec.numericInputs() : layer.inputs();
      for (int input = 0; input < inputs; input++) {
        for (int unit = 0; unit < layer.outputs(); unit++) {
          order[layer.kernelRow(input) + unit] = layer.kernel() + unit * inputs + input;
        }
      }
    }
    return order;
  }

  @Override
  public int capacity() {
    return blocks.length * BLOCK;
  }

  @Override
  public void put(int place, float[] position) {
    double[] block = blocks[place / BLOCK];
    int lane = place % BLOCK;
    for (int i = 0; i < order.length; i++) {
      block[order[i] * BLOCK + lane] = position[i];
    }
  }

  @Override
  public void compute(Minibatch batch, double[][][] outputs) {
    for (int block = 0; block < blocks.length; block++) {
      int row = 0;
      for (; row + 1 < batch.rows(); row += ROWS) {
        compute(block, batch, row, ROWS, outputs);
      }
      for (; row < batch.rows(); row++) {
        compute(block, batch, row, 1, outputs);
      }
    }
  }

  /**
   * @param rows from {@code first} on: 1 or {@link #ROWS}; in place of rows behind the last one it
   *     is computed again
   */
  private void compute(int block, Minibatch batch, int first, int rows, double[][][] outputs) {
    double[] weights = blocks[block];
    readInputs(batch, first, rows);
    dense(weights, layers[0], batch.numericColumns(), rows);
    for (int column = 0; column < batch.categoricalColumns(); column++) {
      int[] slots = batch.categories(column);
      for (int i = 0; i < rows; i++) {
        int slot = slots[Math.min(first + i, batch.rows() - 1)];
        addKernelRow(weights, layers[0].kernelRow(categoryOffsets[column] + slot), i, rows);
      }
    }
    for (int l = 1; l < layers.length; l++) {
      activate(layers[l].inputs() * rows * BLOCK);
      double[] before = values;
      values = sums;
      sums = before;
      dense(weights, layers[l], layers[l].inputs(), rows);
    }
    copyOutputs(block, first, rows, batch.rows(), outputs);
  }

  private void readInputs(Minibatch batch, int first, int rows) {
    for (int column = 0; column < batch.numericColumns(); column++) {
      double[] source = batch.numeric(column);
      for (int i = 0; i < rows; i++) {
        int start = (column * rows + i) * BLOCK;
        double value = source[Math.min(first + i, batch.rows() - 1)];
        Arrays.fill(values, start, start + BLOCK, value);
      }
    }
  }

  private void copyOutputs(int block, int first, int rows, int allRows, double[][][] outputs) {
    int start = block * BLOCK;
    for (int k = 0; k < outputs.length; k++) {
      for (int i = 0; i < rows && first + i < allRows; i++) {
        System.arraycopy(sums, (k * rows + i) * BLOCK, outputs[k][first + i], start, BLOCK);
      }
    }
  }

  /** sums ← bias + values · kernel, of the first {@code inputs} rows of the kernel. */
  private void dense(double[] weights, DenseLayer layer, int inputs, int rows) {
    int width = layer.outputs();
    int kernel = layer.kernel();
    int bias = layer.bias();
    int unit = 0;
    if (rows == ROWS) {
      for (; unit + 2 <= width; unit += 2) {
        fourRows2(weights, kernel + unit * inputs, bias + unit, inputs, values, sums, unit);
      }
      for (; unit < width; unit++) {
        fourRows1(weights, kernel + unit * inputs, bias + unit, inputs, values, sums, unit);
      }
      return;
    }
    for (; unit + UNITS <= width; unit += UNITS) {
      oneRow4(weights, kernel + unit * inputs, bias + unit, inputs, values, sums, unit * BLOCK);
    }
    for (; unit < width; unit++) {
      oneRow1(weights, kernel + unit * inputs, bias + unit, inputs, values, sums, unit * BLOCK);
    }
  }

  private static void fourRows2(
      double[] weights,
      int kernel,
      int bias,
      int inputs,
      double[] values,
      double[] sums,
      int unit) {
    DoubleVector s00 = DoubleVector.fromArray(DOUBLES, weights, bias * BLOCK);
    DoubleVector s10 = DoubleVector.fromArray(DOUBLES, weights, (bias + 1) * BLOCK);
    DoubleVector s01 = s00;
    DoubleVector s02 = s00;
    DoubleVector s03 = s00;
    DoubleVector s11 = s10;
    DoubleVector s12 = s10;
    DoubleVector s13 = s10;
    for (int input = 0; input < inputs; input++) {
      int k = (kernel + input) * BLOCK;
      DoubleVector w0 = DoubleVector.fromArray(DOUBLES, weights, k);
      DoubleVector w1 = DoubleVector.fromArray(DOUBLES, weights, k + inputs * BLOCK);
      int v = input * ROWS * BLOCK;
      DoubleVector value = DoubleVector.fromArray(DOUBLES, values, v);
      s00 = s00.add(value.mul(w0));
      s10 = s10.add(value.mul(w1));
      value = DoubleVector.fromArray(DOUBLES, values, v + BLOCK);
      s01 = s01.add(value.mul(w0));
      s11 = s11.add(value.mul(w1));
      value = DoubleVector.fromArray(DOUBLES, values, v + 2 * BLOCK);
      s02 = s02.add(value.mul(w0));
      s12 = s12.add(value.mul(w1));
      value = DoubleVector.fromArray(DOUBLES, values, v + 3 * BLOCK);
      s03 = s03.add(value.mul(w0));
      s13 = s13.add(value.mul(w1));
    }
    int target = unit * ROWS * BLOCK;
    s00.intoArray(sums, target);
    s01.intoArray(sums, target + BLOCK);
    s02.intoArray(sums, target + 2 * BLOCK);
    s03.intoArray(sums, target + 3 * BLOCK);
    s10.intoArray(sums, target + 4 * BLOCK);
    s11.intoArray(sums, target + 5 * BLOCK);
    s12.intoArray(sums, target + 6 * BLOCK);
    s13.intoArray(sums, target + 7 * BLOCK);
  }

  private static void fourRows1(
      double[] weights,
      int kernel,
      int bias,
      int inputs,
      double[] values,
      double[] sums,
      int unit) {
    DoubleVector s0 = DoubleVector.fromArray(DOUBLES, weights, bias * BLOCK);
    DoubleVector s1 = s0;
    DoubleVector s2 = s0;
    DoubleVector s3 = s0;
    for (int input = 0; input < inputs; input++) {
      int k = (kernel + input) * BLOCK;
      int v = input * ROWS * BLOCK;
      DoubleVector w = DoubleVector.fromArray(DOUBLES, weights, k);
      s0 = s0.add(DoubleVector.fromArray(DOUBLES, values, v).mul(w));
      s1 = s1.add(DoubleVector.fromArray(DOUBLES, values, v + BLOCK).mul(w));
      s2 = s2.add(DoubleVector.fromArray(DOUBLES, values, v + 2 * BLOCK).mul(w));
      s3 = s3.add(DoubleVector.fromArray(DOUBLES, values, v + 3 * BLOCK).mul(w));
    }
    int target = unit * ROWS * BLOCK;
    s0.intoArray(sums, target);
    s1.intoArray(sums, target + BLOCK);
    s2.intoArray(sums, target + 2 * BLOCK);
    s3.intoArray(sums, target + 3 * BLOCK);
  }

  private static void oneRow4(
      double[] weights,
      int kernel,
      int bias,
      int inputs,
      double[] values,
      double[] sums,
      int target) {
    DoubleVector s0 = DoubleVector.fromArray(DOUBLES, weights, bias * BLOCK);
    DoubleVector s1 = DoubleVector.fromArray(DOUBLES, weights, (bias + 1) * BLOCK);
    DoubleVector s2 = DoubleVector.fromArray(DOUBLES, weights, (bias + 2) * BLOCK);
    DoubleVector s3 = DoubleVector.fromArray(DOUBLES, weights, (bias + 3) * BLOCK);
    int next = inputs * BLOCK;
    for (int input = 0; input < inputs; input++) {
      DoubleVector value = DoubleVector.fromArray(DOUBLES, values, input * BLOCK);
      int k = (kernel + input) * BLOCK;
      s0 = s0.add(value.mul(DoubleVector.fromArray(DOUBLES, weights, k)));
      s1 = s1.add(value.mul(DoubleVector.fromArray(DOUBLES, weights, k + next)));
      s2 = s2.add(value.mul(DoubleVector.fromArray(DOUBLES, weights, k + 2 * next)));
      s3 = s3.add(value.mul(DoubleVector.fromArray(DOUBLES, weights, k + 3 * next)));
    }
    s0.intoArray(sums, target);
    s1.intoArray(sums, target + BLOCK);
    s2.intoArray(sums, target + 2 * BLOCK);
    s3.intoArray(sums, target + 3 * BLOCK);
  }

  private static void oneRow1(
      double[] weights,
      int kernel,
      int bias,
      int inputs,
      double[] values,
      double[] sums,
      int target) {
    DoubleVector sum = DoubleVector.fromArray(DOUBLES, weights, bias * BLOCK);
    for (int input = 0; input < inputs; input++) {
      DoubleVector value = DoubleVector.fromArray(DOUBLES, values, input * BLOCK);
      int k = (kernel + input) * BLOCK;
      sum = sum.add(value.mul(DoubleVector.fromArray(DOUBLES, weights, k)));
    }
    sum.intoArray(sums, target);
  }

  /** Adds a row of the first kernel to the sums of one of the rows. */
  private void addKernelRow(double[] weights, int kernelRow, int row, int rows) {
    for (int unit = 0; unit < layers[0].outputs(); unit++) {
      int target = (unit * rows + row) * BLOCK;
      DoubleVector.fromArray(DOUBLES, sums, target)
          .add(DoubleVector.fromArray(DOUBLES, weights, (kernelRow + unit) * BLOCK))
          .intoArray(sums, target);
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
    for (int i = 0; i < length; i += BLOCK) {
      DoubleVector x = DoubleVector.fromArray(DOUBLES, sums, i);
      zero.blend(x, x.compare(VectorOperators.GT, zero)).intoArray(sums, i);
    }
  }
}
