package org.smilestream.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.blas.Level3;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.smilestream.engine.BatchShape;
import org.smilestream.engine.DenseLayer;
import org.smilestream.engine.FloatRefinement;
import org.smilestream.engine.LikelihoodHead;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * Backpropagation by hand in float on ND4J's arrays; the likelihood, the prior and all sums that
 * make up ℓ are in double, on the heap.
 *
 * <p>Matrices are [row of the minibatch][feature], column after column. Each layer's inputs have a
 * last column of ones, so that kernel and bias are one matrix: θ holds them as [in + 1][out], row
 * after row, which is the transposed matrix [out][in + 1] column after column. A layer is then one
 * product, its gradient two. Categories are gathered and scattered on the heap.
 *
 * <p>All arrays are allocated once; no operation makes one. ND4J is told, for the whole JVM, to
 * work on one thread: chains run in parallel already, and the order of its sums is fixed so.
 */
final class Nd4jEngine implements LogDensityEngine {
  private static final int GELU_SCRATCH = 2;

  private final ModelSpec spec;
  private final BatchShape shape;
  private final DenseLayer[] layers;
  private final int[] categoryOffsets;
  private final LikelihoodHead head;
  private final FloatRefinement refinement;
  private final Level3 blas;

  /** Kernel and bias of each layer, without the kernel rows of categories. */
  private final NativeFloats[] weights;

  /** The gradients of these. */
  private final NativeFloats[] weightGradients;

  /** Inputs of each layer with their column of ones, and at the end the network's outputs. */
  private final NativeFloats[] values;

  /** Derivatives of ℓ by the pre-activations of each layer, and the activations' slopes. */
  private final NativeFloats[] deltas;

  private final NativeFloats[] slopes;
  private final NativeFloats[] scratch = new NativeFloats[GELU_SCRATCH];

  /** As large as the largest of these. */
  private final float[] transfer;

  private final float[] network;
  private final double[][] outputs;

  private Views views;

  Nd4jEngine(ModelSpec spec, int maxRows) {
    this.spec = spec;
    shape = BatchShape.of(spec, maxRows);
    layers = DenseLayer.of(spec);
    categoryOffsets = spec.categoryOffsets();
    head = new LikelihoodHead(spec);
    refinement = new FloatRefinement(spec, maxRows);
    useOneThread();
    blas = Nd4j.getBlasWrapper().level3();
    int count = layers.length;
    weights = new NativeFloats[count];
    weightGradients = new NativeFloats[count];
    values = new NativeFloats[count + 1];
    deltas = new NativeFloats[count];
    slopes = new NativeFloats[count];
    int largest = 0;
    int widest = 0;
    for (int l = 0; l < count; l++) {
      int parameters = (inputs(l) + 1) * layers[l].outputs();
      int activations = layers[l].outputs() * maxRows;
      weights[l] = new NativeFloats(parameters);
      weightGradients[l] = new NativeFloats(parameters);
      values[l] = new NativeFloats((inputs(l) + 1) * maxRows);
      deltas[l] = new NativeFloats(activations);
      slopes[l] = new NativeFloats(activations);
      widest = Math.max(widest, activations);
      largest = Math.max(largest, Math.max(parameters, (inputs(l) + 1) * maxRows));
    }
    values[count] = new NativeFloats(layers[count - 1].outputs() * maxRows);
    for (int i = 0; i < GELU_SCRATCH; i++) {
      scratch[i] = new NativeFloats(widest);
    }
    transfer = new float[Math.max(largest, widest)];
    network = new float[spec.outputs() * maxRows];
    outputs = new double[spec.outputs()][maxRows];
  }

  private static void useOneThread() {
    // The backend's natives are loaded by the first array operation, not before.
    Nd4j.getExecutioner();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
  }

  /** The engine's memory as matrices for minibatches of a number of rows. */
  private final class Views {
    private final int rows;
    private final INDArray[] weight = new INDArray[layers.length];
    private final INDArray[] kernel = new INDArray[layers.length];
    private final INDArray[] weightGradient = new INDArray[layers.length];
    private final INDArray[] input = new INDArray[layers.length];

    /** Of each layer; the same memory as the next one's inputs, without the ones. */
    private final INDArray[] output = new INDArray[layers.length];

    private final INDArray[] delta = new INDArray[layers.length];
    private final INDArray[] slope = new INDArray[layers.length];
    private final INDArray[][] spare = new INDArray[layers.length][GELU_SCRATCH];

    Views(int rows) {
      this.rows = rows;
      for (int l = 0; l < layers.length; l++) {
        int width = layers[l].outputs();
        weight[l] = weights[l].matrix(width, inputs(l) + 1);
        kernel[l] = weights[l].matrix(width, Math.max(1, inputs(l)));
        weightGradient[l] = weightGradients[l].matrix(width, inputs(l) + 1);
        values[l].fill(1, (inputs(l) + 1) * rows);
        input[l] = values[l].matrix(rows, inputs(l) + 1);
        output[l] = values[l + 1].matrix(rows, width);
        delta[l] = deltas[l].matrix(rows, width);
        slope[l] = slopes[l].matrix(rows, width);
        for (int i = 0; i < GELU_SCRATCH; i++) {
          spare[l][i] = scratch[i].matrix(rows, width);
        }
      }
    }
  }

  @Override
  public String name() {
    return Nd4jEngineProvider.NAME;
  }

  @Override
  public double evaluate(double[] position, Minibatch batch, double[] gradient) {
    shape.check(position, batch);
    shape.checkGradient(gradient);
    forward(position, batch);
    Arrays.fill(gradient, 0);
    double logPrior = spec.prior().logDensity(position, gradient);
    int last = position.length - 1;
    double logLikelihood = head.evaluate(outputs, batch, position[last]);
    if (spec.freeParameters() > 0) {
      gradient[last] += head.freeDerivative();
    }
    if (batch.rows() > 0) {
      writeOutputDeltas(batch.rows());
      backward(gradient);
      addCategoryGradient(batch, gradient);
    }
    return logPrior + logLikelihood;
  }

  @Override
  public double refine(double evaluated, double tolerance, double[] position, Minibatch batch) {
    int rows = batch.rows();
    return refinement.refine(evaluated, tolerance, outputs, network, rows, position, batch);
  }

  @Override
  public void outputs(double[] position, Minibatch batch, double[][] target) {
    shape.check(position, batch);
    forward(position, batch);
    for (int k = 0; k < spec.outputs(); k++) {
      System.arraycopy(outputs[k], 0, target[k], 0, batch.rows());
    }
  }

  /** Inputs of a layer that are stored: all but the categories. */
  private int inputs(int layer) {
    return layer == 0 ? spec.numericInputs() : layers[layer].inputs();
  }

  private void forward(double[] position, Minibatch batch) {
    int rows = batch.rows();
    if (rows == 0) {
      return;
    }
    if (views == null || views.rows != rows) {
      views = new Views(rows);
    }
    writeWeights(position);
    writeInputs(batch);
    boolean categories = categoryOffsets.length > 0;
    if (categories) {
      writeCategories(position, batch);
    }
    for (int l = 0; l < layers.length; l++) {
      double kept = l == 0 && categories ? 1 : 0;
      INDArray output = views.output[l];
      blas.gemm(views.input[l], views.weight[l], output, false, true, 1, kept);
      if (l < layers.length - 1) {
        Nd4jActivations.apply(spec.activation(), output, views.slope[l], views.spare[l]);
      }
    }
    values[layers.length].read(network, spec.outputs() * rows);
    for (int k = 0; k < spec.outputs(); k++) {
      for (int row = 0; row < rows; row++) {
        outputs[k][row] = network[k * rows + row];
      }
    }
  }

  private void writeWeights(double[] position) {
    for (int l = 0; l < layers.length; l++) {
      int width = layers[l].outputs();
      int kernelLength = inputs(l) * width;
      for (int i = 0; i < kernelLength; i++) {
        transfer[i] = (float) position[layers[l].kernel() + i];
      }
      for (int i = 0; i < width; i++) {
        transfer[kernelLength + i] = (float) position[layers[l].bias() + i];
      }
      weights[l].write(transfer, kernelLength + width);
    }
  }

  private void writeInputs(Minibatch batch) {
    int rows = batch.rows();
    for (int column = 0; column < spec.numericInputs(); column++) {
      double[] source = batch.numeric(column);
      for (int row = 0; row < rows; row++) {
        transfer[column * rows + row] = (float) source[row];
      }
    }
    values[0].write(transfer, spec.numericInputs() * rows);
  }

  /** What the categories add to the first layer, where its product is added to it. */
  private void writeCategories(double[] position, Minibatch batch) {
    int rows = batch.rows();
    int width = layers[0].outputs();
    for (int out = 0; out < width; out++) {
      for (int row = 0; row < rows; row++) {
        double sum = 0;
        for (int column = 0; column < categoryOffsets.length; column++) {
          sum += position[categoryRow(batch, column, row) + out];
        }
        transfer[out * rows + row] = (float) sum;
      }
    }
    values[1].write(transfer, width * rows);
  }

  private int categoryRow(Minibatch batch, int column, int row) {
    return layers[0].kernelRow(categoryOffsets[column] + batch.categories(column)[row]);
  }

  private void writeOutputDeltas(int rows) {
    for (int k = 0; k < spec.outputs(); k++) {
      for (int row = 0; row < rows; row++) {
        transfer[k * rows + row] = (float) outputs[k][row];
      }
    }
    deltas[layers.length - 1].write(transfer, spec.outputs() * rows);
  }

  private void backward(double[] gradient) {
    for (int l = layers.length - 1; l >= 0; l--) {
      INDArray delta = views.delta[l];
      blas.gemm(delta, views.input[l], views.weightGradient[l], true, false, 1, 0);
      addWeightGradient(l, gradient);
      if (l > 0) {
        blas.gemm(delta, views.kernel[l], views.delta[l - 1], false, false, 1, 0);
        views.delta[l - 1].muli(views.slope[l - 1]);
      }
    }
  }

  private void addWeightGradient(int l, double[] gradient) {
    int width = layers[l].outputs();
    int kernelLength = inputs(l) * width;
    weightGradients[l].read(transfer, kernelLength + width);
    for (int i = 0; i < kernelLength; i++) {
      gradient[layers[l].kernel() + i] += transfer[i];
    }
    for (int i = 0; i < width; i++) {
      gradient[layers[l].bias() + i] += transfer[kernelLength + i];
    }
  }

  private void addCategoryGradient(Minibatch batch, double[] gradient) {
    if (categoryOffsets.length == 0) {
      return;
    }
    int rows = batch.rows();
    int width = layers[0].outputs();
    deltas[0].read(transfer, width * rows);
    for (int column = 0; column < categoryOffsets.length; column++) {
      for (int row = 0; row < rows; row++) {
        int start = categoryRow(batch, column, row);
        for (int out = 0; out < width; out++) {
          gradient[start + out] += transfer[out * rows + row];
        }
      }
    }
  }
}
