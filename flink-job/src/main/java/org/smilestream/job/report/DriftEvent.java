package org.smilestream.job.report;

import java.util.Comparator;
import java.util.List;
import org.smilestream.data.TunerStatistics;
import org.smilestream.learner.DriftEvents;

/**
 * A group of chains found that rows are predicted worse, or tried what helps.
 *
 * @param sequence number of the row at which it did
 * @param event what it found, and what came of it
 */
public record DriftEvent(String model, int group, long sequence, String event) {

  /** The events of drift among what the groups reported, in the order of their rows. */
  public static List<DriftEvent> of(List<TunerStatistics> statistics) {
    return statistics.stream()
        .filter(DriftEvents::isOfDrift)
        .map(each -> new DriftEvent(each.model(), each.group(), each.sequence(), each.event()))
        .sorted(Comparator.comparingLong(DriftEvent::sequence).thenComparing(DriftEvent::group))
        .toList();
  }
}
