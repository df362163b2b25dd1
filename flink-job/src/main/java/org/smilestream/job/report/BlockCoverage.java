package org.smilestream.job.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.smilestream.data.Prediction;

/**
 * Coverage of the 90 % interval where the stream was hardest. The coverage of all rows can be right
 * though intervals are too narrow for a long time and too wide for another; that of the worst of
 * some contiguous blocks shows it.
 */
final class BlockCoverage {

  /** Number of contiguous blocks, of equally many rows but for one more or less. */
  static final int BLOCKS = 10;

  private BlockCoverage() {}

  /**
   * Share of targets within the 90 % interval in the block where it is least. NaN with fewer rows
   * than blocks.
   *
   * @param scored predictions with their targets, in order
   * @param within how much of a prediction's target lies within the interval
   */
  static double worst(List<Prediction> scored, ToDoubleFunction<Prediction> within) {
    if (scored.size() < BLOCKS) {
      return Double.NaN;
    }
    double worst = 1;
    for (int block = 0; block < BLOCKS; block++) {
      List<Prediction> rows = scored.subList(start(block, scored), start(block + 1, scored));
      worst = Math.min(worst, Observed.share(rows, within));
    }
    return worst;
  }

  private static int start(int block, List<Prediction> scored) {
    return (int) ((long) block * scored.size() / BLOCKS);
  }
}
