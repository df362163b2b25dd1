package org.smilestream.operators.prediction;

import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.operators.state.AdaptiveConformalSerializer;
import org.smilestream.posterior.AdaptiveConformal;

/**
 * The last step of a prediction, where it is wanted: quantiles at the levels of {@link
 * AdaptiveConformal} beside the usual ones. Its state is registered in any case, so that a
 * savepoint fits a job with it and one without; the latter forgets what it finds.
 */
final class Recalibration {
  private final Double rate;
  private final ListState<AdaptiveConformal> state;
  private AdaptiveConformal newest;

  /**
   * Restores the state.
   *
   * @param rate γ; null where intervals are not recalibrated
   */
  Recalibration(Double rate, OperatorStateStore store) throws Exception {
    this.rate = rate;
    // Where one task becomes several, each goes on from what the one had learned.
    state =
        store.getUnionListState(
            new ListStateDescriptor<>("recalibration", AdaptiveConformalSerializer.INSTANCE));
    if (rate != null) {
      newest =
          StreamSupport.stream(state.get().spliterator(), false)
              .max(Comparator.comparingLong(AdaptiveConformal::rows))
              .orElse(AdaptiveConformal.START);
    }
  }

  /** What the targets so far have taught; null where intervals are not recalibrated. */
  AdaptiveConformal newest() {
    return newest;
  }

  /**
   * The levels of the next prediction's recalibrated quantiles, as {@link
   * AdaptiveConformal#levels()}; null where intervals are not recalibrated.
   */
  double[] levels() {
    return newest == null ? null : newest.levels();
  }

  /** Learns from the target of a prediction that was recalibrated, if it is known. */
  void learn(Prediction prediction) {
    PredictiveSummary number = prediction.number();
    if (newest != null && number != null && prediction.hasTarget()) {
      newest = newest.learn(number.recalibratedQuantiles(), prediction.target(), rate);
    }
  }

  /** Takes a snapshot. */
  void save() throws Exception {
    state.update(newest == null ? List.of() : List.of(newest));
  }
}
