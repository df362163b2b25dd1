package org.smilestream.engine;

import java.util.Arrays;
import org.smilestream.model.Activation;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * Backpropagation in float on the JDK's Vector API. The likelihood, the prior and all sums that
 * make up ℓ are in double.
 *
 * <p>Arrays are feature-major with rows padded to whole register blocks; the padding repeats the
 * last row, and its deltas are zero. The same minibatch gives the same bits whether the JVM has
 * compiled this code or not; another SIMD width gives other bits.
 */
final class VectorEngine implements LogDensityEngine {
  private final ModelSpec spec;
  private final BatchShape shape;
  private final DenseLayer[] layers;
  private final VectorCategories categories;
  private final LikelihoodHead head;
  private final VectorPrior prior;
  private final FloatRefinement refinement;

  /**
   * Floats from one feature to the next: no power of two, since entries of one row would then share
   * few lines of the processor's cache.
   */
  private final int stride;

  /** Where each layer's kernel starts in {@link #weights}; its bias follows. */
  private final int[] kernels;

  /** All parameters but those of the categories and the likelihood, and their gradient. */
  private final float[] weights;

  private final float[] weightGradient;

  /** Inputs of each layer, and at the end the network's outputs; [layer][feature][row]. */
  private final float[][] values;

  /** Slopes of {@code values}, then the derivative of ℓ by the pre-activations; no inputs. */
  private final float[][] deltas;

  /** Of the network, then the derivative of ℓ by them; [output][row]. */
  private final double[][] outputs;

  private final float[] scratch = new float[VectorKernels.SCRATCH];

  VectorEngine(ModelSpec spec, int maxRows) {
    this.spec = spec;
    shape = BatchShape.of(spec, maxRows);
    layers = DenseLayer.of(spec);
    categories = new VectorCategories(spec, maxRows);
    head = new LikelihoodHead(spec);
    prior = new VectorPrior(spec.prior());
    refinement = new FloatRefinement(spec, maxRows);
    stride = padded(maxRows) + VectorKernels.ROW_BLOCK / 2;
    kernels = new int[layers.length + 1];
    values = new float[layers.length + 1][];
    deltas = new float[layers.length + 1][];
    values[0] = new float[spec.numericInputs() * stride];
    for (int l = 0; l < layers.length; l++) {
      int width = layers[l].outputs();
      kernels[l + 1] = kernels[l] + (inputs(l) + 1) * width;
      values[l + 1] = new float[width * stride];
      deltas[l + 1] = new float[width * stride];
    }
    weights = new float[kernels[layers.length]];
    weightGradient = new float[weights.length];
    outputs = new double[spec.outputs()][maxRows];
  }

  @Override
  public String name() {
    return VectorEngineProvider.NAME;
  }

  @Override
  public double evaluate(double[] position, Minibatch batch, double[] gradient) {
    shape.check(position, batch);
    shape.checkGradient(gradient);
    forward(position, batch);
    copyOutputs(batch.rows(), outputs);
    int last = position.length - 1;
    double logLikelihood = head.evaluate(outputs, batch, position[last]);
    setOutputDeltas(batch.rows());
    backward(padded(batch.rows()));

    double logPrior = prior.evaluate(position, gradient);
    if (spec.freeParameters() > 0) {
      gradient[last] += head.freeDerivative();
    }
    addWeightGradient(gradient);
    if (!categories.isEmpty()) {
      categories.addGradient(deltas[1], stride, batch, gradient);
    }
    return logPrior + logLikelihood;
  }

  @Override
  public double refine(double evaluated, double tolerance, double[] position, Minibatch batch) {
    float[] network = values[layers.length];
    return refinement.refine(evaluated, tolerance, outputs, network, stride, position, batch);
  }

  @Override
  public void outputs(double[] position, Minibatch batch, double[][] target) {
    shape.check(position, batch);
    forward(position, batch);
    copyOutputs(batch.rows(), target);
  }

  /** Inputs of a layer that are stored: all but the categories. */
  private int inputs(int layer) {
    return layer == 0 ? spec.numericInputs() : layers[layer].inputs();
  }

  private static int padded(int rows) {
    int blocks = (rows + VectorKernels.ROW_BLOCK - 1) / VectorKernels.ROW_BLOCK;
    return blocks * VectorKernels.ROW_BLOCK;
  }

  private void forward(double[] position, Minibatch batch) {
    int rows = padded(batch.rows());
    if (rows == 0) {
      return;
    }
    readWeights(position);
    readInputs(batch, rows);
    for (int l = 0; l < layers.length; l++) {
      int width = layers[l].outputs();
      int bias = kernels[l] + inputs(l) * width;
      float[] z = values[l + 1];
      boolean hidden = l < layers.length - 1;
      boolean summed = l > 0 || categories.isEmpty();
      boolean rectify = hidden && summed && spec.activation() == Activation.RELU;
      VectorKernels.forward(
          weights, kernels[l], bias, inputs(l), width, values[l], z, stride, rows, rectify);
      if (!summed) {
        categories.forward(position, batch, z, stride, rows);
      }
      if (hidden && !rectify) {
        VectorActivations.apply(spec.activation(), z, deltas[l + 1], width, stride, rows);
      }
    }
  }

  private void readWeights(double[] position) {
    for (int l = 0; l < layers.length; l++) {
      int width = layers[l].outputs();
      int kernelLength = inputs(l) * width;
      for (int i = 0; i < kernelLength; i++) {
        weights[kernels[l] + i] = (float) position[layers[l].kernel() + i];
      }
      for (int i = 0; i < width; i++) {
        weights[kernels[l] + kernelLength + i] = (float) position[layers[l].bias() + i];
      }
    }
  }

  private void addWeightGradient(double[] gradient) {
    for (int l = 0; l < layers.length; l++) {
      int width = layers[l].outputs();
      int kernelLength = inputs(l) * width;
      for (int i = 0; i < kernelLength; i++) {
        gradient[layers[l].kernel() + i] += weightGradient[kernels[l] + i];
      }
      for (int i = 0; i < width; i++) {
        gradient[layers[l].bias() + i] += weightGradient[kernels[l] + kernelLength + i];
      }
    }
  }

  private void readInputs(Minibatch batch, int paddedRows) {
    int rows = batch.rows();
    for (int column = 0; column < spec.numericInputs(); column++) {
      double[] source = batch.numeric(column);
      int start = column * stride;
      for (int row = 0; row < rows; row++) {
        values[0][start + row] = (float) source[row];
      }
      Arrays.fill(values[0], start + rows, start + paddedRows, (float) source[rows - 1]);
    }
  }

  private void copyOutputs(int rows, double[][] target) {
    float[] source = values[layers.length];
    for (int k = 0; k < spec.outputs(); k++) {
      for (int row = 0; row < rows; row++) {
        target[k][row] = source[k * stride + row];
      }
    }
  }

  private void setOutputDeltas(int rows) {
    float[] target = deltas[layers.length];
    for (int k = 0; k < spec.outputs(); k++) {
      int start = k * stride;
      for (int row = 0; row < rows; row++) {
        target[start + row] = (float) outputs[k][row];
      }
      Arrays.fill(target, start + rows, start + padded(rows), 0);
    }
  }

  private void backward(int rows) {
    for (int l = layers.length - 1; l >= 0; l--) {
      int width = layers[l].outputs();
      float[] delta = deltas[l + 1];
      VectorKernels.parameterGradient(
          values[l],
          inputs(l),
          delta,
          width,
          stride,
          rows,
          weightGradient,
          kernels[l],
          kernels[l] + inputs(l) * width,
          scratch);
      if (l > 0) {
        float[] target = deltas[l];
        if (spec.activation() == Activation.RELU) {
          VectorKernels.backwardRectified(
              weights, kernels[l], inputs(l), width, delta, values[l], target, stride, rows);
        } else {
          VectorKernels.backward(
              weights, kernels[l], inputs(l), width, delta, target, stride, rows);
        }
      }
    }
  }
}
