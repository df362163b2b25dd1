package org.smilestream.job.bench.latency;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.smilestream.client.PredictionClient;
import org.smilestream.data.Prediction;

/**
 * Sends requests at a fixed rate and records how long their answers take. The time counts from when
 * a request was due and not from when it was sent: a client that is held up delays nothing but
 * itself, and hides nothing (no coordinated omission).
 */
final class Requests {
  private static final int DIGITS = 3;

  private final PredictionClient client;
  private final FlightStream stream;
  private final double perSecond;
  private final Histogram micros = new ConcurrentHistogram(DIGITS);
  private final LongAdder failed = new LongAdder();
  private volatile Throwable failure;
  private volatile Prediction newest;

  Requests(PredictionClient client, FlightStream stream, double perSecond) {
    this.client = client;
    this.stream = stream;
    this.perSecond = perSecond;
  }

  /**
   * Sends for so long, and waits for the answers.
   *
   * @return number of requests
   */
  long send(int seconds, boolean recorded) throws InterruptedException {
    long count = Math.round(perSecond * seconds);
    CompletableFuture<?>[] answers = new CompletableFuture<?>[(int) count];
    Pace pace = new Pace(perSecond);
    for (int i = 0; i < count; i++) {
      long due = pace.await(i);
      answers[i] =
          client
              .predict(stream.request(i))
              .handle((prediction, error) -> record(prediction, error, due, recorded));
    }
    CompletableFuture.allOf(answers).join();
    return count;
  }

  private Void record(Prediction prediction, Throwable error, long due, boolean recorded) {
    if (error != null) {
      failure = error;
      failed.increment();
    } else {
      newest = prediction;
      if (recorded) {
        micros.recordValue(Math.max(0, (System.nanoTime() - due) / 1000));
      }
    }
    return null;
  }

  /** In microseconds. */
  Histogram latencies() {
    return micros;
  }

  /** Number of requests without an answer, those that are not recorded included. */
  long failed() {
    return failed.sum();
  }

  /** Why one of them has none; null if all have. */
  Throwable failure() {
    return failure;
  }

  /** An answer. */
  Prediction newest() {
    return newest;
  }
}
