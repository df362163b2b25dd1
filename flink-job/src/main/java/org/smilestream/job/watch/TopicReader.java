package org.smilestream.job.watch;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;
import org.smilestream.connectors.kafka.TopicFollower;
import org.smilestream.job.options.JobSettings;
import org.smilestream.job.watch.LiveJob.Topic;

/** Reads the topics of a job, committed records only, until it is closed. It writes nothing. */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(30);
  private static final long RETRY_NANOS = 2_000_000_000L;

  /**
   * Records of a partition to begin with; the topic of the posterior is read from its beginning.
   */
  private static final Map<Topic, Long> NEWEST =
      Map.of(
          Topic.PREDICTIONS,
          10_000L,
          Topic.TUNER,
          5_000L,
          Topic.DEAD_LETTERS,
          10_000L,
          Topic.OBSERVATIONS,
          (long) RowIndex.MOST,
          Topic.REQUESTS,
          1_000L,
          Topic.POSTERIOR,
          Long.MAX_VALUE);

  private final KafkaConnection connection;
  private final Map<Topic, String> names;
  private final LiveJob job;
  private final Map<Topic, TopicFollower> followers = new EnumMap<>(Topic.class);
  private final Thread thread = new Thread(this::run, "watch-topics");
  private volatile boolean closed;
  private volatile RuntimeException failure;
  private long nextLook;

  TopicReader(KafkaConnection connection, JobSettings.Topics topics, LiveJob job) {
    this.connection = connection;
    this.job = job;
    names =
        new EnumMap<>(
            Map.of(
                Topic.PREDICTIONS, topics.predictions(),
                Topic.TUNER, topics.tuner(),
                Topic.POSTERIOR, topics.posterior(),
                Topic.DEAD_LETTERS, topics.deadLetters(),
                Topic.OBSERVATIONS, topics.observations(),
                Topic.REQUESTS, topics.requests()));
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** What ended the reading, or null. */
  RuntimeException failure() {
    return failure;
  }

  private void run() {
    try (TopicAdmin admin = TopicAdmin.connect(connection, TopicAdmin.DEFAULT_TIMEOUT)) {
      while (!closed) {
        follow(admin);
        followers.forEach((topic, follower) -> follower.poll(POLL, record -> add(topic, record)));
        if (followers.isEmpty()) {
          Thread.sleep(POLL.toMillis());
        }
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      // An interrupt would make the consumers' close throw.
      boolean interrupted = Thread.interrupted();
      followers.values().forEach(TopicFollower::close);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Begins with the topics that have come to exist. */
  private void follow(TopicAdmin admin) {
    if (followers.size() == names.size() || System.nanoTime() < nextLook) {
      return;
    }
    boolean all = true;
    for (Map.Entry<Topic, String> each : names.entrySet()) {
      boolean ready = !holdsRows(each.getKey()) || job.readsRows();
      if (!followers.containsKey(each.getKey()) && ready) {
        int partitions = admin.partitions(each.getValue());
        if (partitions > 0) {
          follow(each.getKey(), new TopicFollower(connection, each.getValue(), partitions));
        }
      }
      all &= ready;
    }
    // The columns may come with the next record.
    nextLook = System.nanoTime() + (all ? RETRY_NANOS : 0);
  }

  private void follow(Topic topic, TopicFollower follower) {
    followers.put(topic, follower);
    follower.seekToNewest(NEWEST.get(topic));
    if (topic == Topic.POSTERIOR) {
      // It says what the columns of each model are, and rows are read once.
      follower.readToEnd(record -> add(topic, record), () -> closed);
    }
  }

  private void add(Topic topic, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() != null) {
      job.add(topic, record.value());
    }
  }

  private static boolean holdsRows(Topic topic) {
    return topic == Topic.OBSERVATIONS || topic == Topic.REQUESTS;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
