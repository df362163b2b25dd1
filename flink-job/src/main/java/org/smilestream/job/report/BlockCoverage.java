package org.smilestream.job.report;

import java.util.List;
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
   * Share of targets within the 90 % interval, its ends included, in the block where it is least.
   * NaN with fewer rows than blocks.
   *
   * @param scored predictions with their targets, in order
   */
  static double worst(List<Prediction> scored) {
    if (scored.size() < BLOCKS) {
      return Double.NaN;
    }
    double worst = 1;
    for (int block = 0; block < BLOCKS; block++) {
      worst =
          Math.min(worst, share(scored.subList(start(block, scored), start(block + 1, scored))));
    }
    return worst;
  }

  private static int start(int block, List<Prediction> scored) {
    return (int) ((long) block * scored.size() / BLOCKS);
  }

  private static double share(List<Prediction> rows) {
    return (double) rows.stream().filter(BlockCoverage::isCovered).count() / rows.size();
  }

  private static boolean isCovered(Prediction prediction) {
    double target = prediction.target();
    double[] quantiles = prediction.quantiles();
    return quantiles[Observed.LOWEST] <= target && target <= quantiles[Observed.HIGHEST];
  }
}
