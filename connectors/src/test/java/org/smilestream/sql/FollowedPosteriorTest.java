package org.smilestream.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.api.ValidationException;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.kafka.KafkaConnection;

class FollowedPosteriorTest {

  @Test
  void whatTheUserHasToMendStaysWhatItIs() {
    ValidationException ambiguous = TopicContent.ambiguous("posterior", List.of("m", "wide"));

    assertThat(FollowedPosterior.failure("posterior", ambiguous)).isSameAs(ambiguous);
  }

  @Test
  void whatIsWrongWithTheTopicNamesIt() {
    for (Exception wrong :
        new Exception[] {new IOException("denied"), new TopicAuthorizationException("denied")}) {
      assertThat(FollowedPosterior.failure("posterior", wrong))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("topic 'posterior' cannot be followed: denied")
          .hasCause(wrong);
    }
  }

  @Test
  void anErrorOfItsThreadIsTheTasks() {
    TopicPosterior source =
        new TopicPosterior(
            new KafkaConnection(
                "127.0.0.1:1",
                Map.of(
                    "config.providers", "broken",
                    "config.providers.broken.class", BrokenProvider.class.getName(),
                    "ssl.key.password", "${broken:of:it}")),
            "posterior",
            null,
            new EnsembleSize(null, 10),
            Duration.ofSeconds(30));

    try (LivePosterior posterior = source.open()) {
      for (ThrowingCallable use : List.<ThrowingCallable>of(posterior::await, posterior::newest)) {
        assertThatThrownBy(use)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "topic 'posterior' cannot be followed: java.lang.NoClassDefFoundError: of/Another")
            .hasCauseInstanceOf(NoClassDefFoundError.class);
      }
    }
  }

  /** Lacks a class that it was compiled with. */
  public static final class BrokenProvider implements ConfigProvider {
    @Override
    public ConfigData get(String path) {
      throw new NoClassDefFoundError("of/Another");
    }

    @Override
    public ConfigData get(String path, Set<String> keys) {
      return get(path);
    }

    @Override
    public void configure(Map<String, ?> options) {}

    @Override
    public void close() {}
  }
}
