package org.smilestream.sql;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.table.api.ValidationException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.connectors.kafka.TopicFollower;

/**
 * Follows the topic of a posterior by a consumer and a thread of its own. What it has read to the
 * end once is the first posterior; each batch of records after it that changes something gives a
 * newer one.
 */
final class FollowedPosterior implements LivePosterior {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration TIME_TO_END = Duration.ofSeconds(5);

  private final TopicPosterior source;
  private final TopicContent content;
  private final Thread thread;
  private final CompletableFuture<Known> first = new CompletableFuture<>();
  private volatile Known newest;
  private volatile RuntimeException failure;
  private volatile boolean closed;

  /** What the first posterior lacks so far. */
  private volatile String lack = "no broker has answered";

  FollowedPosterior(TopicPosterior source) {
    this.source = source;
    content = new TopicContent(source.topic(), source.model(), source.size());
    thread = new Thread(this::run, "smilestream-posterior-" + source.topic());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public Known await() throws InterruptedException {
    long millis = source.timeout().toMillis();
    try {
      return first.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "no posterior came on topic '%s' within the %d ms of '%s': %s"
              .formatted(
                  source.topic(),
                  millis,
                  PosteriorModelOptions.FIRST_POSTERIOR_TIMEOUT.key(),
                  lack));
    } catch (ExecutionException e) {
      throw failure;
    }
  }

  @Override
  public Known newest() {
    if (failure != null) {
      throw failure;
    }
    return newest;
  }

  /** The life of the thread. */
  private void run() {
    TopicFollower follower = null;
    try {
      follower = new TopicFollower(source.connection(), source.topic(), awaitTopic());
      follow(follower);
    } catch (InterruptedException | InterruptException e) {
      // Closing.
    } catch (IOException | RuntimeException e) {
      fail(e);
    } catch (Error e) {
      // The task would go on with an old posterior, or wait for one in vain.
      fail(e);
      throw e;
    } finally {
      // An interrupt would make the consumer's close throw.
      Thread.interrupted();
      if (follower != null) {
        follower.close();
      }
    }
  }

  private int awaitTopic() throws InterruptedException {
    try (TopicAdmin admin = TopicAdmin.connect(source.connection(), source.timeout())) {
      lack = "there is no such topic";
      int partitions = admin.partitions(source.topic());
      while (partitions == 0) {
        Thread.sleep(POLL.toMillis());
        partitions = admin.partitions(source.topic());
      }
      return partitions;
    }
  }

  private void follow(TopicFollower follower) throws IOException {
    lack = "it has not been read to its end";
    follower.readToEnd(content::add, () -> closed);
    while (!closed) {
      content.newest().ifPresent(this::publish);
      lack = content.lack();
      follower.poll(POLL, content::add);
    }
  }

  private void publish(Known known) {
    newest = known;
    first.complete(known);
  }

  private void fail(Throwable e) {
    failure = failure(source.topic(), e);
    first.completeExceptionally(failure);
  }

  /** What the task says, in one sentence. What the user has to mend stays what it is. */
  static RuntimeException failure(String topic, Throwable e) {
    if (e instanceof ValidationException wrong) {
      return wrong;
    }
    if (e instanceof Error) {
      return new IllegalStateException("topic '" + topic + "' cannot be followed: " + e, e);
    }
    return e instanceof IOException || e instanceof KafkaException
        ? new IllegalStateException(
            "topic '" + topic + "' cannot be followed: " + e.getMessage(), e)
        : new IllegalStateException(e.getMessage(), e);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(TIME_TO_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
