package org.smilestream.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.smilestream.model.Activation;

/**
 * A dense network and its backpropagation in ND4J's memory, for minibatches of a number of rows at
 * a time. Its memory is allocated once.
 *
 * <p>Matrices are [row of the minibatch][feature], column after column. Each layer's inputs have a
 * last column of ones, so that kernel and bias are one matrix: θ holds them as [in + 1][out], row
 * after row, which is the transposed matrix [out][in + 1] column after column. A layer is then one
 * product, its gradient two.
 */
final class Nd4jNetwork {
  private static final int SCRATCH = 2;

  private final int[] inputs;
  private final int[] outputs;
  private final Activation activation;
  private final boolean firstIsAdded;

  /** Kernel and bias of each layer. */
  private final NativeFloats[] weights;

  /** The gradients of these. */
  private final NativeFloats[] weightGradients;

  /** Inputs of each layer with their column of ones, and at the end the network's outputs. */
  private final NativeFloats[] values;

  /** Derivatives of ℓ by the pre-activations of each layer, and the activations' slopes. */
  private final NativeFloats[] deltas;

  private final NativeFloats[] slopes;
  private final NativeFloats[] scratch = new NativeFloats[SCRATCH];
  private final Nd4jProgram forward = new Nd4jProgram();
  private final Nd4jProgram backward = new Nd4jProgram();
  private int rows;

  /**
   * @param inputs of each layer, without the ones
   * @param outputs of each layer
   * @param activation of all layers but the last
   * @param firstIsAdded whether the first layer's product is added to what {@link
   *     #firstPreActivations} hold
   * @param maxRows rows of the largest minibatch
   */
  Nd4jNetwork(
      int[] inputs, int[] outputs, Activation activation, boolean firstIsAdded, int maxRows) {
    this.inputs = inputs.clone();
    this.outputs = outputs.clone();
    this.activation = activation;
    this.firstIsAdded = firstIsAdded;
    int layers = inputs.length;
    weights = new NativeFloats[layers];
    weightGradients = new NativeFloats[layers];
    values = new NativeFloats[layers + 1];
    deltas = new NativeFloats[layers];
    slopes = new NativeFloats[layers];
    int widest = 0;
    for (int l = 0; l < layers; l++) {
      int activations = outputs[l] * maxRows;
      weights[l] = new NativeFloats(weights(l));
      weightGradients[l] = new NativeFloats(weights(l));
      values[l] = new NativeFloats((inputs[l] + 1) * maxRows);
      deltas[l] = new NativeFloats(activations);
      slopes[l] = new NativeFloats(activations);
      widest = Math.max(widest, activations);
    }
    values[layers] = new NativeFloats(outputs[layers - 1] * maxRows);
    for (int i = 0; i < SCRATCH; i++) {
      scratch[i] = new NativeFloats(widest);
    }
  }

  /** Number of a layer's weights, biases among them. */
  int weights(int layer) {
    return (inputs[layer] + 1) * outputs[layer];
  }

  /** Prepares for minibatches of another number of rows; what {@link #inputs} held is lost. */
  void setRows(int rows) {
    if (this.rows == rows) {
      return;
    }
    this.rows = rows;
    forward.clear();
    backward.clear();
    for (int l = 0; l < inputs.length; l++) {
      values[l].fill(1, (inputs[l] + 1) * rows);
      appendForward(l);
    }
    for (int l = inputs.length - 1; l >= 0; l--) {
      appendBackward(l);
    }
  }

  private void appendForward(int l) {
    int width = outputs[l];
    INDArray output = values[l + 1].matrix(rows, width);
    forward.product(
        values[l].matrix(rows, inputs[l] + 1),
        weights[l].transposed(width, inputs[l] + 1),
        output,
        l == 0 && firstIsAdded ? 1 : 0);
    if (l < inputs.length - 1) {
      INDArray[] spare = new INDArray[SCRATCH];
      for (int i = 0; i < SCRATCH; i++) {
        spare[i] = scratch[i].matrix(rows, width);
      }
      Nd4jActivations.append(forward, activation, output, slopes[l].matrix(rows, width), spare);
    }
  }

  private void appendBackward(int l) {
    int width = outputs[l];
    backward.product(
        deltas[l].transposed(rows, width),
        values[l].matrix(rows, inputs[l] + 1),
        weightGradients[l].matrix(width, inputs[l] + 1),
        0);
    if (l > 0) {
      INDArray before = deltas[l - 1].matrix(rows, inputs[l]);
      backward.product(
          deltas[l].matrix(rows, width), weights[l].matrix(width, inputs[l]), before, 0);
      if (Nd4jActivations.hasSlope(activation)) {
        backward.multiply(before, slopes[l - 1].matrix(rows, inputs[l]), before);
      }
    }
  }

  /** From {@link #layerWeights} and {@link #inputs} to {@link #outputs}. */
  void forward() {
    forward.run();
  }

  /** From {@link #outputDeltas} and what {@link #forward} left to {@link #layerGradients}. */
  void backward() {
    backward.run();
  }

  /** Kernel and bias of a layer, [in + 1][out], row after row. */
  NativeFloats layerWeights(int layer) {
    return weights[layer];
  }

  /** Derivatives of ℓ by {@link #layerWeights}. */
  NativeFloats layerGradients(int layer) {
    return weightGradients[layer];
  }

  /** The minibatch's columns, one after another; behind them are ones. */
  NativeFloats inputs() {
    return values[0];
  }

  /** Of the first layer, column after column: what its product is added to, if it is. */
  NativeFloats firstPreActivations() {
    return values[1];
  }

  /** Derivatives of ℓ by the first layer's pre-activations. */
  NativeFloats firstDeltas() {
    return deltas[0];
  }

  /** The network's outputs, column after column. */
  NativeFloats outputs() {
    return values[values.length - 1];
  }

  /** Derivatives of ℓ by the network's outputs. */
  NativeFloats outputDeltas() {
    return deltas[deltas.length - 1];
  }
}
