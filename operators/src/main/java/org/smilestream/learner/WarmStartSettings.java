package org.smilestream.learner;

import java.io.Serializable;

/**
 * How a chain finds its first position.
 *
 * @param heldBackShare share of the rows that decide when to stop, within 0 and 1
 * @param patience epochs without a better loss on the held-back rows before it stops
 */
public record WarmStartSettings(
    double learningRate,
    double weightDecay,
    int batchRows,
    int maxEpochs,
    int patience,
    double heldBackShare)
    implements Serializable {

  /** As in the paper, with a tenth of the rows held back. */
  public static final WarmStartSettings DEFAULT =
      new WarmStartSettings(0.01, 0.005, 64, 200, 10, 0.1);
}
