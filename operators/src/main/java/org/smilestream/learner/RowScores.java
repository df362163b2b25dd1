package org.smilestream.learner;

import java.util.Arrays;
import org.smilestream.engine.LikelihoodHead;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/** The log predictive density of single rows under the positions of a group of chains. */
final class RowScores {
  private final ModelSpec spec;
  private final LogDensityEngine engine;
  private final LikelihoodHead head;
  private final Minibatch row;
  private final double[][] outputs;

  /**
   * @param engine not owned, used during a call only
   */
  RowScores(ModelSpec spec, LogDensityEngine engine) {
    this.spec = spec;
    this.engine = engine;
    head = new LikelihoodHead(spec);
    row = Minibatch.forModel(spec, 1);
    outputs = new double[spec.outputs()][1];
  }

  /**
   * ln of the mean density over the positions, in the units of the scaled target.
   *
   * @param number of the row within {@code rows}
   * @param positions at least one
   */
  double logDensity(Rows rows, int number, double[][] positions) {
    rows.gather(new int[] {number}, 0, 1, row);
    double[] densities = new double[positions.length];
    for (int i = 0; i < positions.length; i++) {
      engine.outputs(positions[i], row, outputs);
      double free = spec.freeParameters() == 0 ? 0 : positions[i][positions[i].length - 1];
      densities[i] = head.evaluate(outputs, row, free);
    }
    double largest = Arrays.stream(densities).max().orElseThrow();
    double sum = Arrays.stream(densities).map(density -> Math.exp(density - largest)).sum();
    return largest + Math.log(sum / positions.length);
  }
}
