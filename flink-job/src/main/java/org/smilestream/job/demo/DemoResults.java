package org.smilestream.job.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.TunerFormat;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicFollower;
import org.smilestream.data.Schema;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.report.PredictionLog;

/** What the job wrote, read back from its topics as any consumer would. Belongs to one thread. */
final class DemoResults implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final TopicFollower predictionTopic;
  private final TopicFollower tunerTopic;
  private final TopicFollower deadLetterTopic;
  private final PredictionFormat predictionFormat;
  private final TunerFormat tunerFormat = new TunerFormat();

  private final PredictionLog predictions = new PredictionLog();
  private final List<TunerStatistics> statistics = new ArrayList<>();
  private long deadLetters;

  DemoResults(KafkaConnection connection, JobSettings.Topics topics, Schema schema) {
    predictionTopic = new TopicFollower(connection, topics.predictions(), topics.partitions());
    tunerTopic = new TopicFollower(connection, topics.tuner(), 1);
    deadLetterTopic = new TopicFollower(connection, topics.deadLetters(), 1);
    predictionFormat = new PredictionFormat(schema);
  }

  /** Reads what has come. */
  void poll() {
    predictionTopic.poll(POLL, this::addPrediction);
    tunerTopic.poll(POLL, this::addStatistics);
    deadLetterTopic.poll(POLL, this::addDeadLetter);
  }

  /** Reads all that is committed. */
  void pollToEnd() {
    predictionTopic.readToEnd(this::addPrediction);
    tunerTopic.readToEnd(this::addStatistics);
    deadLetterTopic.readToEnd(this::addDeadLetter);
  }

  private void addPrediction(ConsumerRecord<byte[], byte[]> message) {
    try {
      predictions.add(predictionFormat.read(message.value()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addStatistics(ConsumerRecord<byte[], byte[]> message) {
    try {
      TunerStatistics read = tunerFormat.read(message.value());
      if (read != null) {
        statistics.add(read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addDeadLetter(ConsumerRecord<byte[], byte[]> message) {
    deadLetters++;
  }

  PredictionLog predictions() {
    return predictions;
  }

  List<TunerStatistics> statistics() {
    return statistics;
  }

  long deadLetters() {
    return deadLetters;
  }

  @Override
  public void close() {
    predictionTopic.close();
    tunerTopic.close();
    deadLetterTopic.close();
  }
}
