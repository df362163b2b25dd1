package org.smilestream.job.bench.keyed;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.smilestream.data.Prediction;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;

/**
 * The log densities of the predictions of each key, added up as they come, and when half of them
 * had come. Its sink is serialised with the job, so it finds its scores by a name. Thread-safe.
 */
final class KeyedScores implements AutoCloseable {
  private static final Map<String, KeyedScores> OPEN = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final Map<String, double[]> sums = new ConcurrentHashMap<>();
  private final long half;
  private long predictions;
  private int mostSamples;
  private Moment middle;

  /** A time by the wall clock, and by the clock that counts what all threads of this JVM use. */
  record Moment(long nanos, long cpuNanos) {
    static Moment now() {
      var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      return new Moment(System.nanoTime(), system.getProcessCpuTime());
    }

    double secondsSince(Moment earlier) {
      return (nanos - earlier.nanos) / 1e9;
    }

    double cpuSecondsSince(Moment earlier) {
      return (cpuNanos - earlier.cpuNanos) / 1e9;
    }
  }

  /**
   * @param expected number of predictions that will come
   */
  KeyedScores(long expected) {
    half = expected / 2;
    OPEN.put(name, this);
  }

  synchronized void add(Prediction prediction) {
    predictions++;
    mostSamples = Math.max(mostSamples, prediction.provenance().samples());
    if (predictions == half) {
      middle = Moment.now();
    }
    if (prediction.sequence() >= DiagnosticsOperator.UNSCORED_ROWS) {
      double[] sum = sums.computeIfAbsent(prediction.model(), model -> new double[2]);
      sum[0]++;
      sum[1] += prediction.score().logDensity();
    }
  }

  synchronized long predictions() {
    return predictions;
  }

  /** The most samples that a prediction was made of. */
  synchronized int mostSamples() {
    return mostSamples;
  }

  /** When half of the predictions had come. */
  synchronized Moment middle() {
    return middle;
  }

  /** Mean log density of the scored rows of a model; NaN where there are none. */
  synchronized double logDensity(String model) {
    double[] sum = sums.getOrDefault(model, new double[2]);
    return sum[1] / sum[0];
  }

  Sink<Prediction> sink() {
    return new ScoreSink(name);
  }

  @Override
  public void close() {
    OPEN.remove(name);
  }

  private record ScoreSink(String name) implements Sink<Prediction> {

    @Override
    public SinkWriter<Prediction> createWriter(WriterInitContext context) {
      KeyedScores scores = OPEN.get(name);
      return new SinkWriter<>() {
        @Override
        public void write(Prediction value, Context context) {
          scores.add(value);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
