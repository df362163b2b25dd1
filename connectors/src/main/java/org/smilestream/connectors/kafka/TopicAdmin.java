package org.smilestream.connectors.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.smilestream.engine.RootCause;

/** What the job asks of a Kafka cluster beside reading and writing. */
public final class TopicAdmin implements AutoCloseable {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

  /** What a batch of one record takes beside the record's value, and its key with room. */
  private static final int BATCH_OVERHEAD = 8 * 1024;

  private static final long RETRY_NANOS = 100_000_000;
  private static final String JAAS_FORM = "MODULE required username='…' password='…';";

  private final Admin admin;
  private final String servers;
  private final Duration timeout;

  private TopicAdmin(Admin admin, String servers, Duration timeout) {
    this.admin = admin;
    this.servers = servers;
    this.timeout = timeout;
  }

  /**
   * Connects to a cluster and waits until a broker answers.
   *
   * @param timeout how long to wait, here and in each method
   * @throws BrokerUnreachableException if none does, if it does not let this client in, or if the
   *     address or another property is wrong
   */
  public static TopicAdmin connect(KafkaConnection connection, Duration timeout) {
    String millis = Long.toString(timeout.toMillis());
    Properties properties =
        connection.properties(
            Map.of(
                "default.api.timeout.ms",
                millis,
                "request.timeout.ms",
                Long.toString(Math.min(timeout.toMillis(), 30_000))));
    String servers = connection.bootstrapServers();
    TopicAdmin topics = new TopicAdmin(create(connection, properties), servers, timeout);
    try {
      topics.get(topics.admin.describeCluster().nodes());
      return topics;
    } catch (RuntimeException e) {
      topics.close();
      throw e;
    }
  }

  private static Admin create(KafkaConnection connection, Properties properties) {
    String unreachable = "Kafka at '" + connection.bootstrapServers() + "' cannot be reached: ";
    try {
      connection
          .danglingReference()
          .ifPresent(
              reference -> {
                throw new BrokerUnreachableException(
                    unreachable + reference + " is not known on this machine", null);
              });
      return Admin.create(properties);
    } catch (KafkaException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      if (String.valueOf(cause.getMessage()).contains("JAAS config")) {
        // Kafka quotes what it stumbled on, which can be a part of a password: no cause either.
        throw new BrokerUnreachableException(
            unreachable + "'sasl.jaas.config' is not of the form \"" + JAAS_FORM + "\"", null);
      }
      throw new BrokerUnreachableException(unreachable + cause.getMessage(), e);
    }
  }

  /**
   * Creates a topic if there is none of its name.
   *
   * @param compacted whether the newest record of each key is kept for ever; else records are
   *     deleted by age, as the broker is set
   * @return whether it was created
   */
  public boolean createIfMissing(String topic, int partitions, boolean compacted) {
    // The broker's own replication factor.
    NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
    if (compacted) {
      wanted.configs(
          Map.of(
              "cleanup.policy",
              "compact",
              "max.message.bytes",
              Integer.toString(KafkaSinks.MAX_RECORD_BYTES)));
    }
    try {
      get(admin.createTopics(List.of(wanted)).all());
      return true;
    } catch (TopicExistsException e) {
      return false;
    }
  }

  /**
   * The most bytes of a record that a topic takes; empty where this client may not know. Waits for
   * a topic that was created just now until the brokers know it.
   *
   * @throws UnknownTopicOrPartitionException if it does not exist
   */
  public OptionalLong maxRecordBytes(String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
        return OptionalLong.of(
            Long.parseLong(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value())
                - BATCH_OVERHEAD);
      } catch (AuthorizationException e) {
        return OptionalLong.empty();
      } catch (UnknownTopicOrPartitionException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** The number of partitions of a topic; 0 if it does not exist. */
  public int partitions(String topic) {
    try {
      return get(admin.describeTopics(List.of(topic)).allTopicNames())
          .get(topic)
          .partitions()
          .size();
    } catch (UnknownTopicOrPartitionException e) {
      return 0;
    }
  }

  /**
   * The number of records of a topic that a group has not read as far as it has committed: end
   * offsets less committed ones, from the start of a partition where it has committed none. In a
   * topic written in transactions it stays above 0, since their markers have offsets too; and a
   * bounded source may end before it has committed its last ones.
   */
  public long lag(String groupId, String topic) {
    List<TopicPartition> partitions = partitionsOf(topic);
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata());
    Map<TopicPartition, Long> starts = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    long lag = 0;
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata read = committed.get(partition);
      lag += ends.get(partition) - (read == null ? starts.get(partition) : read.offset());
    }
    return lag;
  }

  /**
   * Where the committed records of each partition of a topic end: the offset after the last one;
   * empty if the topic does not exist.
   */
  public Map<TopicPartition, Long> ends(String topic) {
    return offsets(
        partitionsOf(topic),
        OffsetSpec.latest(),
        new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
  }

  private List<TopicPartition> partitionsOf(String topic) {
    return IntStream.range(0, partitions(topic))
        .mapToObj(i -> new TopicPartition(topic, i))
        .toList();
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
    return offsets(partitions, spec, new ListOffsetsOptions());
  }

  private Map<TopicPartition, Long> offsets(
      List<TopicPartition> partitions, OffsetSpec spec, ListOffsetsOptions options) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
    return get(admin.listOffsets(wanted, options).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw unreachable(e);
      }
      if (e.getCause() instanceof AuthenticationException) {
        String refusal = "Kafka at '" + servers + "' does not let this client in: ";
        throw new BrokerUnreachableException(refusal + RootCause.of(e), e.getCause());
      }
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while waiting for Kafka at '" + servers + "'", e);
    }
  }

  private BrokerUnreachableException unreachable(Exception cause) {
    return new BrokerUnreachableException(
        "Kafka at '" + servers + "' does not answer within " + timeout.toSeconds() + " s",
        cause,
        true);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
