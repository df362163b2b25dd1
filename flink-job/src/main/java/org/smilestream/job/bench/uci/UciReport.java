package org.smilestream.job.bench.uci;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All runs that ended, and the mean LPPD over the runs of each task.
 *
 * @param means by task
 */
record UciReport(List<UciResult> runs, Map<String, Double> means) {

  static UciReport of(List<UciResult> runs) {
    Map<String, Double> means =
        runs.stream()
            .collect(
                Collectors.groupingBy(
                    UciResult::task, TreeMap::new, Collectors.averagingDouble(UciResult::lppd)));
    return new UciReport(List.copyOf(runs), means);
  }
}
