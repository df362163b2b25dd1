package org.smilestream.engine.nd4j;

import java.util.Arrays;
import java.util.stream.IntStream;
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
 * Backpropagation by hand in float on ND4J's arrays ({@link Nd4jNetwork}); the likelihood, the
 * prior and all firstRow that make up ℓ are in double, on the heap. Categories are gathered and
 * scattered on the heap too.
 *
 * <p>All arrays are allocated once; no operation makes one. ND4J is told, for the whole JVM, to
 * work on one thread: chains run in parallel already, and the order of its firstRow is fixed so.
 */
final class Nd4jEngine implements LogDensityEngine {
  private final ModelSpec spec;
  private final BatchShape shape;
  private final DenseLayer[] layers;
  private final int[] categoryOffsets;
  private final LikelihoodHead head;
  private final FloatRefinement refinement;
  private final Nd4jNetwork dense;

  /** As large as the largest of the network's matrices that are written or read. */
  private final float[] transfer;

  private final float[] network;

  /** One row of the first layer's outputs. */
  private final double[] firstRow;

  private final double[][] outputs;

  /** The thread that ND4J was told last to use alone. */
  private Thread told;

  Nd4jEngine(ModelSpec spec, int maxRows) {
    this.spec = spec;
    shape = BatchShape.of(spec, maxRows);
    layers = DenseLayer.of(spec);
    categoryOffsets = spec.categoryOffsets();
    head = new LikelihoodHead(spec);
    refinement = new FloatRefinement(spec, maxRows);
    useOneThread();
    int[] inputs = IntStream.range(0, layers.length).map(this::inputs).toArray();
    int[] widths = Arrays.stream(layers).mapToInt(DenseLayer::outputs).toArray();
    boolean categories = categoryOffsets.length > 0;
    dense = new Nd4jNetwork(inputs, widths, spec.activation(), categories, maxRows);
    int largest = maxRows * Math.max(inputs[0], Math.max(widths[0], spec.outputs()));
    for (int l = 0; l < layers.length; l++) {
      largest = Math.max(largest, dense.weights(l));
    }
    transfer = new float[largest];
    network = new float[spec.outputs() * maxRows];
    firstRow = new double[widths[0]];
    outputs = new double[spec.outputs()][maxRows];
  }

  /**
   * OpenMP keeps the number for each thread that calls it; one that was not told takes all cores.
   */
  private void useOneThread() {
    if (told == Thread.currentThread()) {
      return;
    }
    told = Thread.currentThread();
    // The backend's natives are loaded by the first array operation, not before.
    Nd4j.getExecutioner();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
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
      dense.backward();
      for (int l = 0; l < layers.length; l++) {
        addWeightGradient(l, gradient);
      }
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
    useOneThread();
    dense.setRows(rows);
    writeWeights(position);
    writeInputs(batch);
    if (categoryOffsets.length > 0) {
      writeCategories(position, batch);
    }
    dense.forward();
    dense.outputs().read(network, spec.outputs() * rows);
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
      dense.layerWeights(l).write(transfer, kernelLength + width);
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
    dense.inputs().write(transfer, spec.numericInputs() * rows);
  }

  /** What the categories add to the first layer, where its product is added to it. */
  private void writeCategories(double[] position, Minibatch batch) {
    int rows = batch.rows();
    int width = layers[0].outputs();
    for (int row = 0; row < rows; row++) {
      Arrays.fill(firstRow, 0);
      for (int column = 0; column < categoryOffsets.length; column++) {
        int start = categoryRow(batch, column, row);
        for (int out = 0; out < width; out++) {
          firstRow[out] += position[start + out];
        }
      }
      for (int out = 0; out < width; out++) {
        transfer[out * rows + row] = (float) firstRow[out];
      }
    }
    dense.firstPreActivations().write(transfer, width * rows);
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
    dense.outputDeltas().write(transfer, spec.outputs() * rows);
  }

  private void addWeightGradient(int l, double[] gradient) {
    int width = layers[l].outputs();
    int kernelLength = inputs(l) * width;
    dense.layerGradients(l).read(transfer, kernelLength + width);
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
    dense.firstDeltas().read(transfer, width * rows);
    for (int row = 0; row < rows; row++) {
      for (int out = 0; out < width; out++) {
        firstRow[out] = transfer[out * rows + row];
      }
      for (int column = 0; column < categoryOffsets.length; column++) {
        int start = categoryRow(batch, column, row);
        for (int out = 0; out < width; out++) {
          gradient[start + out] += firstRow[out];
        }
      }
    }
  }
}
