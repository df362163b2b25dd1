package org.smilestream.engine;

import java.util.Arrays;
import org.smilestream.model.Activation;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * Backpropagation in plain Java, double throughout: the reference that the fast engines are checked
 * against.
 *
 * <p>Everything is feature-major, [feature][row], so that the inner loops run along the rows. A
 * category picks a row of the first kernel, and its gradient is added to that row: the cost does
 * not depend on the number of slots.
 */
final class ScalarEngine implements LogDensityEngine {
  static final String NAME = "scalar";

  private final ModelSpec spec;
  private final BatchShape shape;
  private final DenseLayer[] layers;
  private final int[] categoryOffsets;
  private final LikelihoodHead head;

  /** Inputs of each layer: the minibatch's own columns, then the activations; [layer][in][row]. */
  private final double[][][] inputs;

  /** Outputs of each layer before the activation; [layer][out][row]. */
  private final double[][][] preActivations;

  /** Derivative of ℓ by the pre-activations; the last layer's takes the place of its outputs. */
  private final double[][][] deltas;

  ScalarEngine(ModelSpec spec, int maxRows) {
    this.spec = spec;
    shape = BatchShape.of(spec, maxRows);
    layers = DenseLayer.of(spec);
    categoryOffsets = spec.categoryOffsets();
    head = new LikelihoodHead(spec);
    inputs = new double[layers.length][][];
    preActivations = new double[layers.length][][];
    deltas = new double[layers.length][][];
    for (int l = 0; l < layers.length; l++) {
      int width = layers[l].outputs();
      boolean last = l == layers.length - 1;
      inputs[l] =
          l == 0 ? new double[spec.numericInputs()][] : new double[layers[l].inputs()][maxRows];
      preActivations[l] = new double[width][maxRows];
      deltas[l] = last ? preActivations[l] : new double[width][maxRows];
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double evaluate(double[] position, Minibatch batch, double[] gradient) {
    shape.check(position, batch);
    shape.checkGradient(gradient);
    forward(position, batch);
    Arrays.fill(gradient, 0);
    double logPrior = spec.prior().logDensity(position, gradient);
    int last = position.length - 1;
    double logLikelihood = head.evaluate(deltas[layers.length - 1], batch, position[last]);
    if (spec.freeParameters() > 0) {
      gradient[last] += head.freeDerivative();
    }
    for (int l = layers.length - 1; l >= 0; l--) {
      addParameterGradient(l, batch.rows(), gradient);
      if (l > 0) {
        backward(l, position, batch.rows());
      }
    }
    addCategoryGradient(batch, gradient);
    return logPrior + logLikelihood;
  }

  /**
   * ℓ alone, without its gradient.
   *
   * @param scratch length d; what it holds before and after means nothing
   */
  double logDensity(double[] position, Minibatch batch, double[] scratch) {
    shape.check(position, batch);
    forward(position, batch);
    double logPrior = spec.prior().logDensity(position, scratch);
    int last = position.length - 1;
    return logPrior + head.evaluate(deltas[layers.length - 1], batch, position[last]);
  }

  @Override
  public void outputs(double[] position, Minibatch batch, double[][] outputs) {
    shape.check(position, batch);
    forward(position, batch);
    for (int k = 0; k < spec.outputs(); k++) {
      System.arraycopy(preActivations[layers.length - 1][k], 0, outputs[k], 0, batch.rows());
    }
  }

  private void forward(double[] position, Minibatch batch) {
    int rows = batch.rows();
    for (int column = 0; column < spec.numericInputs(); column++) {
      inputs[0][column] = batch.numeric(column);
    }
    for (int l = 0; l < layers.length; l++) {
      DenseLayer layer = layers[l];
      for (int out = 0; out < layer.outputs(); out++) {
        double[] sum = preActivations[l][out];
        Arrays.fill(sum, 0, rows, position[layer.bias() + out]);
        if (l == 0) {
          addCategories(position, batch, out);
        }
        for (int in = 0; in < inputs[l].length; in++) {
          double weight = position[layer.kernelRow(in) + out];
          double[] input = inputs[l][in];
          for (int row = 0; row < rows; row++) {
            sum[row] += weight * input[row];
          }
        }
        if (l < layers.length - 1) {
          activate(sum, inputs[l + 1][out], rows);
        }
      }
    }
  }

  private void addCategories(double[] position, Minibatch batch, int out) {
    double[] sum = preActivations[0][out];
    for (int column = 0; column < categoryOffsets.length; column++) {
      int[] slots = batch.categories(column);
      for (int row = 0; row < batch.rows(); row++) {
        sum[row] += position[layers[0].kernelRow(categoryOffsets[column] + slots[row]) + out];
      }
    }
  }

  private void activate(double[] preActivation, double[] value, int rows) {
    Activation activation = spec.activation();
    for (int row = 0; row < rows; row++) {
      value[row] = activation.value(preActivation[row]);
    }
  }

  private void addParameterGradient(int l, int rows, double[] gradient) {
    DenseLayer layer = layers[l];
    for (int out = 0; out < layer.outputs(); out++) {
      double[] delta = deltas[l][out];
      for (int row = 0; row < rows; row++) {
        gradient[layer.bias() + out] += delta[row];
      }
      for (int in = 0; in < inputs[l].length; in++) {
        double[] input = inputs[l][in];
        double sum = 0;
        for (int row = 0; row < rows; row++) {
          sum += input[row] * delta[row];
        }
        gradient[layer.kernelRow(in) + out] += sum;
      }
    }
  }

  private void addCategoryGradient(Minibatch batch, double[] gradient) {
    for (int column = 0; column < categoryOffsets.length; column++) {
      int[] slots = batch.categories(column);
      for (int out = 0; out < layers[0].outputs(); out++) {
        double[] delta = deltas[0][out];
        for (int row = 0; row < batch.rows(); row++) {
          gradient[layers[0].kernelRow(categoryOffsets[column] + slots[row]) + out] += delta[row];
        }
      }
    }
  }

  /** From the deltas of layer l to those of the layer before it. */
  private void backward(int l, double[] position, int rows) {
    DenseLayer layer = layers[l];
    Activation activation = spec.activation();
    for (int in = 0; in < layer.inputs(); in++) {
      double[] sum = deltas[l - 1][in];
      Arrays.fill(sum, 0, rows, 0);
      for (int out = 0; out < layer.outputs(); out++) {
        double weight = position[layer.kernelRow(in) + out];
        double[] delta = deltas[l][out];
        for (int row = 0; row < rows; row++) {
          sum[row] += weight * delta[row];
        }
      }
      for (int row = 0; row < rows; row++) {
        sum[row] *= activation.derivative(preActivations[l - 1][in][row], inputs[l][in][row]);
      }
    }
  }
}
