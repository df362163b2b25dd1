package org.smilestream.job.watch;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.report.ChainSeries;

/** How the chains of one model fared: the newest reports of each group. */
final class ChainFeed {
  static final int REPORTS_OF_A_GROUP = 1_000;
  private static final int SHOWN_REPORTS = 150;

  private final Map<Integer, Deque<TunerStatistics>> groups = new TreeMap<>();
  private int room = REPORTS_OF_A_GROUP;

  /** What the page shows of them. */
  record View(ChainSeries series, List<Group> groups) {}

  /**
   * How a chain group stands.
   *
   * @param stepsPerRow steps of each chain for a row, over the last rounds; NaN where that is not
   *     known
   * @param rejections of all its chains, since their start
   */
  record Group(
      int group,
      int[] chains,
      String phase,
      String engine,
      long steps,
      double stepsPerRow,
      long skippedSteps,
      long rejections,
      long windowRows) {}

  void add(TunerStatistics statistics) {
    Deque<TunerStatistics> group =
        groups.computeIfAbsent(statistics.group(), number -> new ArrayDeque<>());
    if (!group.isEmpty() && group.getLast().steps() > statistics.steps()) {
      // Another job began on the same topic, or this one went back to a checkpoint.
      group.clear();
    }
    group.addLast(statistics);
    trim(group);
  }

  /** Bounds the number of reports that are kept of each group. */
  void setRoom(int reports) {
    room = reports;
    groups.values().forEach(this::trim);
  }

  private void trim(Deque<TunerStatistics> group) {
    while (group.size() > room) {
      group.removeFirst();
    }
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  /**
   * @param stepsPerRow of a group
   */
  View view(IntToDoubleFunction stepsPerRow) {
    List<TunerStatistics> all = groups.values().stream().flatMap(Deque::stream).toList();
    return new View(
        ChainSeries.of(all, SHOWN_REPORTS),
        groups.values().stream()
            .map(Deque::getLast)
            .map(last -> group(last, stepsPerRow.applyAsDouble(last.group())))
            .toList());
  }

  private static Group group(TunerStatistics last, double stepsPerRow) {
    return new Group(
        last.group(),
        last.chains(),
        last.phase().name(),
        last.engine(),
        last.steps(),
        stepsPerRow,
        last.skippedSteps(),
        Arrays.stream(last.rejections()).sum(),
        last.windowRows());
  }
}
