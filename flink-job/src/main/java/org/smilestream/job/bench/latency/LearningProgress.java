package org.smilestream.job.bench.latency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.smilestream.connectors.format.TunerFormat;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicFollower;
import org.smilestream.data.Phase;
import org.smilestream.data.TunerStatistics;

/** How far the chain groups are, by the topic of their statistics. */
final class LearningProgress implements AutoCloseable {
  private final TopicFollower topic;
  private final int groups;
  private final TunerFormat format = new TunerFormat();
  private final Map<Integer, TunerStatistics> newest = new HashMap<>();

  LearningProgress(KafkaConnection connection, String topic, int groups) {
    this.topic = new TopicFollower(connection, topic, 1);
    this.groups = groups;
  }

  /** Reads all that has come. */
  void poll() {
    topic.readToEnd(record -> add(record.value()));
  }

  private void add(byte[] value) {
    try {
      TunerStatistics statistics = format.read(value);
      if (statistics != null) {
        newest.put(statistics.group(), statistics);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of rows that all groups have learned from. */
  long rows() {
    return newest.size() < groups
        ? 0
        : newest.values().stream().mapToLong(each -> each.sequence() + 1).min().orElse(0);
  }

  /** Steps of a chain that were left out, in the group that left out most. */
  long skippedSteps() {
    return newest.values().stream().mapToLong(TunerStatistics::skippedSteps).max().orElse(0);
  }

  /** Whether all groups have filled their window and finished tuning. */
  boolean isSettled(int windowRows) {
    return newest.size() == groups
        && newest.values().stream()
            .allMatch(each -> each.phase() == Phase.SAMPLING && each.windowRows() >= windowRows);
  }

  @Override
  public void close() {
    topic.close();
  }
}
