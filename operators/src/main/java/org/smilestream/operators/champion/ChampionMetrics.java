package org.smilestream.operators.champion;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.operators.metrics.Metric;
import org.smilestream.operators.metrics.OperatorMetrics;

/**
 * The metrics of the choice among several models, under {@code ….champion.}; those of a model under
 * {@code ….champion.model.NAME.}.
 */
public final class ChampionMetrics extends OperatorMetrics {
  static final Metric IS_CHAMPION =
      Metric.gauge("isChampion", "1", "1 for the model that answers, else 0", "1 for one of them");
  static final Metric COMPARED_ROWS =
      Metric.gauge(
          "comparedRows",
          "rows",
          "rows of the current test of this challenger against the champion; NaN for the champion",
          "grows, and begins again after `promotion.window-rows`");
  static final Metric MEAN_GAIN =
      Metric.gauge(
          "meanGain",
          "nats",
          "mean over these rows of its log predictive density less the champion's, each cut off at 3",
          "below 0, or soon promoted");
  static final Metric EVIDENCE =
      Metric.gauge(
          "evidence",
          "1",
          "logarithm of the evidence that it is better, as a share of what it needs",
          "1 is enough");
  static final Metric PROMOTIONS =
      Metric.counter("promotions", "promotions", "challengers that became the champion", "rare");
  static final Metric UNPAIRED_ROWS =
      Metric.counter(
          "unpairedRows",
          "rows",
          "rows that not every model has scored within the next 10,000",
          "stands still once all models are up with the stream");

  public static final List<Metric> OF_A_MODEL =
      List.of(IS_CHAMPION, COMPARED_ROWS, MEAN_GAIN, EVIDENCE);
  public static final List<Metric> OF_ALL = List.of(PROMOTIONS, UNPAIRED_ROWS);

  private final Map<String, Newest> contests = new ConcurrentHashMap<>();
  private final Counter promotions;
  private final Counter unpaired;
  private volatile String champion;

  private record Newest(Contest contest, double errorRate) {
    double evidence() {
      return contest.test().logEvidence() / contest.logThreshold(errorRate);
    }
  }

  ChampionMetrics(MetricGroup operatorGroup, List<String> models) {
    super(operatorGroup, "champion");
    promotions = scope().counter(PROMOTIONS);
    unpaired = scope().counter(UNPAIRED_ROWS);
    for (String model : models) {
      Scope own = scope().of("model", model);
      own.gauge(IS_CHAMPION, () -> model.equals(champion) ? 1 : 0);
      Supplier<Newest> newest = () -> contests.get(model);
      own.gauge(COMPARED_ROWS, newest, each -> each.contest().test().rows());
      own.gauge(MEAN_GAIN, newest, each -> each.contest().test().meanGain());
      own.gauge(EVIDENCE, newest, Newest::evidence);
    }
  }

  void champion(String model) {
    champion = model;
  }

  /** Contests begin anew against another champion. */
  void promoted(String model) {
    champion(model);
    contests.clear();
    promotions.inc();
  }

  void compared(String challenger, Contest contest, double errorRate) {
    contests.put(challenger, new Newest(contest, errorRate));
  }

  void unpaired() {
    unpaired.inc();
  }
}
