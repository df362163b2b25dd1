package org.smilestream.job.report;

import java.util.List;
import java.util.function.Function;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;

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
   * Share of targets within the 90 % interval, its ends included, in the block where it is least.
   * NaN with fewer rows than blocks.
   *
   * @param scored predictions with their targets, in order
   * @param quantiles of a prediction, in the order of {@link PredictiveSummary#quantiles()}
   */
  static double worst(List<Prediction> scored, Function<PredictiveSummary, double[]> quantiles) {
    if (scored.size() < BLOCKS) {
      return Double.NaN;
    }
    double worst = 1;
    for (int block = 0; block < BLOCKS; block++) {
      List<Prediction> rows = scored.subList(start(block, scored), start(block + 1, scored));
      worst = Math.min(worst, Observed.share(rows, quantiles, Observed.LOWEST));
    }
    return worst;
  }

  private static int start(int block, List<Prediction> scored) {
    return (int) ((long) block * scored.size() / BLOCKS);
  }
}
