package org.smilestream.learner;

import java.util.Arrays;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.TunerStatistics;
import org.smilestream.sampler.ChainGroup;
import org.smilestream.sampler.ChainState;
import org.smilestream.sampler.StepInfo;
import org.smilestream.sampler.StepObserver;

/**
 * Gathers the energy errors of the steps of one round. Steps that diverged are left out of mean and
 * spread.
 */
final class RoundStatistics implements StepObserver {
  private final double[] sums;
  private final double[] squares;
  private final long[] counts;
  private final long[] divergences;
  private final double[] xi;

  RoundStatistics(int chains) {
    sums = new double[chains];
    squares = new double[chains];
    counts = new long[chains];
    divergences = new long[chains];
    xi = new double[chains];
    Arrays.fill(xi, Double.NaN);
  }

  @Override
  public void stepped(int chain, ChainState state, StepInfo info) {
    if (info.probe()) {
      xi[chain] = info.normalisedEnergyError();
    }
    if (info.divergent()) {
      divergences[chain]++;
    } else {
      double a = Math.abs(info.energyError());
      sums[chain] += a;
      squares[chain] += a * a;
      counts[chain]++;
    }
  }

  TunerStatistics toRecord(
      GroupId id,
      EncodedRow row,
      Phase phase,
      long windowRows,
      long skippedSteps,
      ChainGroup chains,
      String engine,
      String event) {
    int size = chains.size();
    double[] stepSizes = new double[size];
    double[] means = new double[size];
    double[] spreads = new double[size];
    long[] rejections = new long[size];
    double[] logDensities = new double[size];
    for (int i = 0; i < size; i++) {
      ChainState state = chains.numbers(i);
      stepSizes[i] = state.ownStepSize();
      rejections[i] = state.rejections();
      logDensities[i] = state.logDensity();
      means[i] = sums[i] / counts[i];
      spreads[i] = Math.sqrt(Math.max(0, squares[i] / counts[i] - means[i] * means[i]));
    }
    return new TunerStatistics(
        id.model(),
        id.number(),
        id.members(),
        row.sequence(),
        row.eventTime(),
        phase,
        windowRows,
        chains.numbers(0).step(),
        skippedSteps,
        stepSizes,
        means,
        spreads,
        xi,
        rejections,
        divergences,
        logDensities,
        engine,
        event);
  }
}
