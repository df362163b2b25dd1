package org.smilestream.job.prequential;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.data.TunerStatistics;
import org.smilestream.job.report.PredictionLog;

/**
 * What a job in this JVM made. Its sinks are serialised with the job, so they find their results by
 * a name. Thread-safe.
 */
public final class Results implements AutoCloseable {
  private static final Map<String, Results> OPEN = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final PredictionLog predictions = new PredictionLog();
  private final List<TunerStatistics> statistics = new ArrayList<>();
  private final List<Promotion> promotions = new ArrayList<>();
  private DeadLetter firstDeadLetter;
  private long deadLetters;

  /** Empty results; close them when their job has ended. */
  public Results() {
    OPEN.put(name, this);
  }

  /** Adds what comes to the results. */
  interface Adding<T> extends BiConsumer<Results, T>, Serializable {}

  <T> Sink<T> sink(Adding<T> adding) {
    return new ResultSink<>(name, adding);
  }

  synchronized void add(Prediction prediction) {
    predictions.add(prediction);
  }

  synchronized void add(TunerStatistics record) {
    statistics.add(record);
  }

  synchronized void add(Promotion promotion) {
    promotions.add(promotion);
  }

  synchronized void add(DeadLetter deadLetter) {
    if (deadLetters++ == 0) {
      firstDeadLetter = deadLetter;
    }
  }

  /**
   * The predictions so far, in the order of the stream, each with its score if that is known yet.
   */
  public synchronized List<Prediction> predictions() {
    return predictions.ordered();
  }

  /**
   * Number of records that the job is done with: each is a prediction or a dead letter, or the
   * label of a prediction.
   */
  synchronized long answered() {
    return predictions.records() + deadLetters;
  }

  /** The prediction whose target became known last; null if there is none. */
  synchronized Prediction newestScored() {
    return predictions.newestScored();
  }

  synchronized List<TunerStatistics> statistics() {
    return new ArrayList<>(statistics);
  }

  /** Challengers that were found to be better, in the order in which they were. */
  synchronized List<Promotion> promotions() {
    return new ArrayList<>(promotions);
  }

  synchronized long deadLetters() {
    return deadLetters;
  }

  /** Null where there is none. */
  synchronized DeadLetter firstDeadLetter() {
    return firstDeadLetter;
  }

  @Override
  public void close() {
    OPEN.remove(name);
  }

  private record ResultSink<T>(String name, Adding<T> adding) implements Sink<T> {

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
      Results results = OPEN.get(name);
      if (results == null) {
        throw new IllegalStateException("the job runs in another JVM than its results");
      }
      return new SinkWriter<>() {
        @Override
        public void write(T value, Context context) {
          adding.accept(results, value);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
