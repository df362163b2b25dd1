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

  /** Where each layer's parameters lie in {@link #weights}, without the categories'. */
  private final DenseLayer[] stored;

  private final LayerProducts[] products;

  /** All parameters but those of the categories and the likelihood, and their gradient. */
  private final float[] weights;

  private final float[] weightGradient;

  /**
   * Inputs of each layer, and at the end the network's outputs; [layer][feature][row]. On the way
   * back those that are read no more give way to derivatives, but for the outputs.
   */
  private final float[][] values;

  /** Slopes of {@code values}, then the derivative of ℓ by the pre-activations; no inputs. */
  private final float[][] deltas;

  /** Of the network, then the derivative of ℓ by them; [output][row]. */
  private final double[][] outputs;

  VectorEngine(ModelSpec spec, int maxRows) {
    this.spec = spec;
    shape = BatchShape.of(spec, maxRows);
    layers = DenseLayer.of(spec);
    categories = new VectorCategories(spec, maxRows);
    head = new LikelihoodHead(spec, new VectorRowMath());
    prior = new VectorPrior(spec.prior());
    refinement = new FloatRefinement(spec, maxRows);
    stride = padded(maxRows) + VectorKernels.ROW_BLOCK / 2;
    stored = stored();
    DenseLayer end = stored[stored.length - 1];
    weights = new float[end.bias() + end.outputs()];
    weightGradient = new float[weights.length];
    values = new float[layers.length + 1][];
    deltas = new float[layers.length + 1][];
    values[0] = new float[spec.numericInputs() * stride];
    for (int l = 0; l < layers.length; l++) {
      values[l + 1] = new float[layers[l].outputs() * stride];
      deltas[l + 1] = new float[layers[l].outputs() * stride];
    }
    products = products();
    outputs = new double[spec.outputs()][maxRows];
  }

  private DenseLayer[] stored() {
    DenseLayer[] stored = new DenseLayer[layers.length];
    int kernel = 0;
    for (int l = 0; l < layers.length; l++) {
      int inputs = l == 0 ? spec.numericInputs() : layers[l].inputs();
      int width = layers[l].outputs();
      stored[l] = new DenseLayer(inputs, width, kernel, kernel + inputs * width);
      kernel = stored[l].bias() + width;
    }
    return stored;
  }

  private LayerProducts[] products() {
    LayerProducts[] products = new LayerProducts[layers.length];
    BlockedProduct shared = null;
    for (int l = 0; l < layers.length; l++) {
      LayerProducts.Workspace arrays =
          new LayerProducts.Workspace(
              stored[l],
              weights,
              weightGradient,
              values[l],
              values[l + 1],
              deltas[l + 1],
              deltas[l],
              isRectified(),
              stride);
      if (WideProducts.isFor(stored[l])) {
        shared = shared == null ? new BlockedProduct() : shared;
        products[l] = new WideProducts(arrays, shared);
      } else {
        products[l] = new NarrowProducts(arrays);
      }
    }
    return products;
  }

  private boolean isRectified() {
    return spec.activation() == Activation.RELU;
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
      categories.addGradient(deltas[1], stride, batch.rows(), gradient);
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
      float[] z = values[l + 1];
      boolean hidden = l < layers.length - 1;
      boolean summed = l > 0 || categories.isEmpty();
      boolean rectify = hidden && summed && isRectified();
      products[l].forward(rows, rectify);
      if (!summed) {
        categories.forward(position, batch, z, stride, rows);
      }
      if (hidden && !rectify) {
        int width = layers[l].outputs();
        VectorActivations.apply(spec.activation(), z, deltas[l + 1], width, stride, rows);
      }
    }
  }

  private void readWeights(double[] position) {
    for (int l = 0; l < layers.length; l++) {
      DenseLayer layer = stored[l];
      int kernelLength = layer.bias() - layer.kernel();
      for (int i = 0; i < kernelLength; i++) {
        weights[layer.kernel() + i] = (float) position[layers[l].kernel() + i];
      }
      for (int i = 0; i < layer.outputs(); i++) {
        weights[layer.bias() + i] = (float) position[layers[l].bias() + i];
      }
      products[l].prepare();
    }
  }

  private void addWeightGradient(double[] gradient) {
    for (int l = 0; l < layers.length; l++) {
      DenseLayer layer = stored[l];
      int kernelLength = layer.bias() - layer.kernel();
      for (int i = 0; i < kernelLength; i++) {
        gradient[layers[l].kernel() + i] += weightGradient[layer.kernel() + i];
      }
      for (int i = 0; i < layer.outputs(); i++) {
        gradient[layers[l].bias() + i] += weightGradient[layer.bias() + i];
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
      products[l].gradient(rows);
      if (l > 0) {
        products[l].backward(rows);
      }
    }
  }
}
