package org.smilestream.operators.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Provenance;
import org.smilestream.data.Row;
import org.smilestream.data.Score;
import org.smilestream.operators.RecordedMetrics;
import org.smilestream.posterior.AdaptiveConformal;

class PredictionMetricsTest {
  private final RecordedMetrics recorded = new RecordedMetrics();
  private final PredictionMetrics metrics = new PredictionMetrics(recorded, () -> 3);

  private static Prediction prediction(long sequence, long eventTime, int samples) {
    return new Prediction(
        "row",
        eventTime,
        "m",
        sequence,
        new Provenance(Phase.SAMPLING, samples, 1, 100, 700, 1),
        new PredictiveSummary(1, 2, new double[] {-2, 0, 1, 2, 4}, 3, 1, null, null),
        null,
        1.5,
        new Score(-1, 0.5, 0.6));
  }

  @Test
  void latencyCountsFromTheArrivalOfTheRow() {
    long now = System.currentTimeMillis();
    metrics.waits(7, now - 60_000);
    metrics.waits(8, Row.UNKNOWN);
    metrics.report(prediction(7, now - 3_600_000, 4));
    metrics.report(prediction(8, now - 3_600_000, 4));
    metrics.answered(prediction(-1, now, 4), now - 5_000);

    assertThat(recorded.histogram("predictions.observationLatency").getCount()).isEqualTo(1);
    assertThat(recorded.histogram("predictions.observationLatency").getStatistics().getMin())
        .isGreaterThanOrEqualTo(60_000);
    assertThat(recorded.histogram("predictions.requestLatency").getStatistics().getMin())
        .isGreaterThanOrEqualTo(5_000);
    assertThat(recorded.histogram("predictions.recordTimeLatency").getCount()).isEqualTo(3);
    assertThat(recorded.histogram("predictions.recordTimeLatency").getStatistics().getMax())
        .isGreaterThanOrEqualTo(3_600_000);
  }

  /** Else the row of this number after a restore would seem to have waited since before it. */
  @Test
  void anArrivalIsForgottenOnceItWasUsed() {
    metrics.waits(7, 1);
    metrics.report(prediction(7, 0, 4));
    metrics.report(prediction(7, 0, 4));

    assertThat(recorded.histogram("predictions.observationLatency").getCount()).isEqualTo(1);
    assertThat(recorded.count("predictions.observations")).isEqualTo(2);
  }

  @Test
  void recalibrationIsShownWhereThereIsOne() {
    assertThat(recorded.gauge("predictions.alpha90")).isEqualTo(Double.NaN);
    assertThat(recorded.gauge("predictions.recalibratedCoverage50")).isEqualTo(Double.NaN);

    metrics.recalibrated(new AdaptiveConformal(new double[] {0.125, 0.375}, 8, new long[] {1, 3}));

    assertThat(recorded.gauge("predictions.alpha90")).isEqualTo(0.125);
    assertThat(recorded.gauge("predictions.alpha50")).isEqualTo(0.375);
    assertThat(recorded.gauge("predictions.recalibratedCoverage90")).isEqualTo(0.875);
    assertThat(recorded.gauge("predictions.recalibratedCoverage50")).isEqualTo(0.625);
  }

  @Test
  void thePosteriorHasAnAgeOnceThereIsOne() {
    metrics.report(prediction(0, 0, 0));
    assertThat(recorded.gauge("predictions.posteriorAge")).isEqualTo(Double.NaN);
    assertThat(recorded.gauge("predictions.posteriorSilence")).isEqualTo(Double.NaN);

    metrics.taught();
    metrics.report(prediction(1, 0, 4));
    assertThat(recorded.gauge("predictions.posteriorAge")).isEqualTo(700.0);
    assertThat((double) recorded.gauge("predictions.posteriorSilence")).isNotNegative();
    assertThat(recorded.gauge("predictions.waitingRows")).isEqualTo(3.0);
    assertThat(recorded.events("predictions.predictionsPerSecond")).isEqualTo(2);
  }
}
