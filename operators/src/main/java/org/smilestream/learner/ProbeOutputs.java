package org.smilestream.learner;

import java.util.ArrayList;
import java.util.List;
import org.smilestream.data.EncodedRow;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * The network's first output at the first few rows of the stream. The weights of a network are not
 * identified; these function values are what convergence is judged by.
 */
final class ProbeOutputs {
  private final LogDensityEngine engine;
  private final boolean classes;
  private final Minibatch inputs;
  private final double[][] outputs;
  private final List<EncodedRow> rows = new ArrayList<>();

  ProbeOutputs(ModelSpec spec, LogDensityEngine engine, int capacity) {
    this.engine = engine;
    classes = spec.likelihood() == Likelihood.CATEGORICAL;
    inputs = Minibatch.forModel(spec, capacity);
    outputs = new double[spec.outputs()][capacity];
  }

  /** Takes a row while there is room. */
  void offer(EncodedRow row) {
    int index = rows.size();
    if (index == inputs.capacity()) {
      return;
    }
    for (int column = 0; column < inputs.numericColumns(); column++) {
      inputs.numeric(column)[index] = row.numeric()[column];
    }
    for (int column = 0; column < inputs.categoricalColumns(); column++) {
      inputs.categories(column)[index] = row.categories()[column];
    }
    rows.add(row);
    inputs.setRows(rows.size(), 1);
  }

  List<EncodedRow> rows() {
    return List.copyOf(rows);
  }

  /**
   * One value a row. Logits mean nothing but for a common shift: of classes the first one's
   * probability is taken.
   */
  float[] outputs(double[] position) {
    engine.outputs(position, inputs, outputs);
    float[] values = new float[rows.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value(i);
    }
    return values;
  }

  private double value(int row) {
    if (!classes) {
      return outputs[0][row];
    }
    double sum = 0;
    for (double[] logits : outputs) {
      sum += Math.exp(logits[row] - outputs[0][row]);
    }
    return 1 / sum;
  }
}
