package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Without a broker: all has been read. */
class HistorySourceTest {
  private final HistorySource<String> source =
      new HistorySource<>(
          KafkaSource.<String>builder()
              .setBootstrapServers("localhost:1")
              .setTopics("history")
              .setGroupId("learner")
              .setBounded(OffsetsInitializer.latest())
              .setValueOnlyDeserializer(new SimpleStringSchema())
              .build());

  @Test
  void aReaderThatHasReadAllSaysSoAndStays() throws Exception {
    Output output = new Output();
    try (var reader = source.createReader(new ReaderContext())) {
      reader.start();
      assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
      assertThat(output.watermarks).as("there may be partitions to come").isEmpty();

      reader.notifyNoMoreSplits();
      assertThat(reader.isAvailable()).isDone();
      assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
      assertThat(output.watermarks).containsExactly(Watermark.MAX_WATERMARK);
      assertThat(reader.isAvailable()).as("it does not spin").isNotDone();
      assertThat(reader.snapshotState(1)).isEmpty();
    }
    assertThat(source.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
  }

  /** Else a job that goes on from a savepoint would never learn that all has been read. */
  @Test
  void aRestoredReaderIsToldThatItGetsNoMore() throws Exception {
    EnumeratorContext context = new EnumeratorContext();
    var split = new KafkaPartitionSplit(new TopicPartition("history", 0), 0, 7);
    try (var enumerator =
        source.restoreEnumerator(
            context, new KafkaSourceEnumState(List.of(split), List.of(), true))) {
      context.readers.put(0, new ReaderInfo(0, "localhost"));
      enumerator.addReader(0);

      assertThat(context.withoutMore).containsExactly(0);
    }
  }

  /** It is told when the partitions have been found. */
  @Test
  void aReaderIsToldNothingBeforeThePartitionsAreKnown() throws Exception {
    EnumeratorContext context = new EnumeratorContext();
    try (var enumerator =
        source.restoreEnumerator(context, new KafkaSourceEnumState(List.of(), List.of(), false))) {
      context.readers.put(0, new ReaderInfo(0, "localhost"));
      enumerator.addReader(0);

      assertThat(context.withoutMore).isEmpty();
    }
  }

  private static final class Output implements ReaderOutput<String> {
    private final List<Watermark> watermarks = new ArrayList<>();

    @Override
    public void collect(String record) {}

    @Override
    public void collect(String record, long time) {}

    @Override
    public void emitWatermark(Watermark watermark) {
      watermarks.add(watermark);
    }

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<String> createOutputForSplit(String split) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String split) {}
  }

  private static final class ReaderContext implements SourceReaderContext {
    @Override
    public SourceReaderMetricGroup metricGroup() {
      return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
    }

    @Override
    public Configuration getConfiguration() {
      return new Configuration();
    }

    @Override
    public String getLocalHostName() {
      return "localhost";
    }

    @Override
    public int getIndexOfSubtask() {
      return 0;
    }

    @Override
    public void sendSplitRequest() {}

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {}

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
    }
  }

  private static final class EnumeratorContext
      implements SplitEnumeratorContext<KafkaPartitionSplit> {
    private final Map<Integer, ReaderInfo> readers = new HashMap<>();
    private final List<Integer> withoutMore = new ArrayList<>();

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {}

    @Override
    public int currentParallelism() {
      return 1;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      return readers;
    }

    @Override
    public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {}

    @Override
    public void signalNoMoreSplits(int subtask) {
      withoutMore.add(subtask);
    }

    @Override
    public <T> void callAsync(Callable<T> call, BiConsumer<T, Throwable> handler) {}

    @Override
    public <T> void callAsync(
        Callable<T> call, BiConsumer<T, Throwable> handler, long delay, long period) {}

    @Override
    public void runInCoordinatorThread(Runnable runnable) {}
  }
}
