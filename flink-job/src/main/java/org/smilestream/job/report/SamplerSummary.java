package org.smilestream.job.report;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.smilestream.data.Phase;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.options.EnumNames;
import org.smilestream.posterior.Median;
import org.smilestream.sampler.SamplerSettings;

/**
 * What the chains did, with the tuner and the preconditioner that they used, which may be none.
 *
 * @param chainSteps steps of all chains together
 * @param rejectedShares share of its steps after tuning that each chain rejected, in the order of
 *     the chains
 * @param medianStepSize median over the chains of the newest ε
 */
public record SamplerSummary(
    String name,
    String tuner,
    String preconditioner,
    int chains,
    long chainSteps,
    double chainStepsPerSecond,
    double[] rejectedShares,
    double medianStepSize) {

  /**
   * @param statistics in the order in which they were made, of any number of groups
   * @param seconds time that the chains had
   */
  public static SamplerSummary of(
      SamplerSettings settings, List<TunerStatistics> statistics, double seconds) {
    TreeMap<Integer, TunerStatistics> newest = newest(statistics, TunerStatistics::group);
    TreeMap<Integer, Double> rejected = new TreeMap<>();
    newest.forEach(
        (group, last) -> {
          double[] shares =
              rejectedWhileSampling(statistics.stream().filter(r -> r.group() == group).toList());
          for (int i = 0; i < shares.length; i++) {
            rejected.put(last.chains()[i], shares[i]);
          }
        });
    double[] shares = rejected.values().stream().mapToDouble(Double::doubleValue).toArray();
    return of(settings, newest.values(), shares, seconds);
  }

  /**
   * The summary of the models of many keys, whose records are a sample: steps are those up to the
   * newest record of each model, and shares of rejected steps are not known.
   *
   * @param statistics in the order in which they were made
   * @param seconds time that the chains had
   */
  public static SamplerSummary ofKeys(
      SamplerSettings settings, List<TunerStatistics> statistics, double seconds) {
    return of(
        settings, newest(statistics, TunerStatistics::model).values(), new double[0], seconds);
  }

  private static <K> TreeMap<K, TunerStatistics> newest(
      List<TunerStatistics> statistics, Function<TunerStatistics, K> of) {
    TreeMap<K, TunerStatistics> newest = new TreeMap<>();
    statistics.forEach(record -> newest.put(of.apply(record), record));
    return newest;
  }

  /**
   * @param newest the newest record of each group or model
   */
  private static SamplerSummary of(
      SamplerSettings settings,
      Collection<TunerStatistics> newest,
      double[] rejectedShares,
      double seconds) {
    double[] stepSizes =
        newest.stream().flatMapToDouble(r -> DoubleStream.of(r.stepSizes())).toArray();
    long steps = newest.stream().mapToLong(r -> r.steps() * r.stepSizes().length).sum();
    return new SamplerSummary(
        EnumNames.name(settings.name()),
        settings.usedTuner().map(EnumNames::name).orElse("none"),
        EnumNames.name(settings.usedPreconditioner()),
        stepSizes.length,
        steps,
        steps / seconds,
        rejectedShares,
        Median.of(stepSizes));
  }

  /** Shares of the steps between records that both stand for sampling; NaN where there are none. */
  private static double[] rejectedWhileSampling(List<TunerStatistics> group) {
    long steps = 0;
    double[] rejected = new double[group.get(0).rejections().length];
    for (int i = 1; i < group.size(); i++) {
      TunerStatistics before = group.get(i - 1);
      TunerStatistics now = group.get(i);
      if (before.phase() == Phase.SAMPLING && now.phase() == Phase.SAMPLING) {
        steps += now.steps() - before.steps();
        for (int chain = 0; chain < rejected.length; chain++) {
          rejected[chain] += now.rejections()[chain] - before.rejections()[chain];
        }
      }
    }
    for (int chain = 0; chain < rejected.length; chain++) {
      rejected[chain] /= steps;
    }
    return rejected;
  }
}
