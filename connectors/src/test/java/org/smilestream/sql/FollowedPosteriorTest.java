package org.smilestream.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.flink.table.api.ValidationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

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
}
