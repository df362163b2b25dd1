package org.smilestream.job.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.learner.DriftSettings;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Memory;

class LiveOptionsTest {

  private static JobSettings settings(String... further) {
    Map<String, String> options = new HashMap<>();
    options.put("kafka.bootstrap-servers", "b:1");
    options.put("kafka.client.sasl.password", "secret");
    options.put("schema-registry.url", "http://registry");
    options.put("schema-registry.user", "job");
    options.put("schema-registry.password", "secret");
    options.put("schema.file", "s.yaml");
    options.put("window.rows", "900");
    for (int i = 0; i < further.length; i += 2) {
      options.put(further[i], further[i + 1]);
    }
    return JobSettings.from(Configuration.fromMap(options));
  }

  @Test
  void withoutChangesAllIsAsConfigured() {
    assertThat(settings().live().with(Map.of())).isEqualTo(settings().learner());
  }

  @Test
  void whatChangesIsAsIfItWereConfigured() throws Exception {
    Map<String, String> changes = new TreeMap<>();
    changes.put("window.rows", "700");
    changes.put("window.time", "3 d");
    changes.put("learning.rows-per-round", "7");
    changes.put("learning.steps-per-row", "3");
    changes.put("learning.batch-rows", "99");
    changes.put("learning.thinning", "11");
    changes.put("sampler.energy-error-target", "1.0E-6");
    changes.put("sampler.probe-interval", "20");
    changes.put("sampler.preconditioner-window", "50");
    changes.put("warm-start.learning-rate", "0.01");
    changes.put("warm-start.weight-decay", "0.5");
    changes.put("warm-start.batch-rows", "77");
    changes.put("warm-start.max-epochs", "3");
    changes.put("warm-start.patience", "2");
    changes.put("warm-start.held-back-share", "0.3");
    changes.put("drift.reaction", "forget");
    changes.put("drift.threshold", "12");
    String[] configured =
        changes.entrySet().stream()
            .flatMap(each -> Stream.of(each.getKey(), each.getValue()))
            .toArray(String[]::new);
    LiveOptions live = InstantiationUtil.clone(settings().live());

    live.check(changes);
    LearnerSettings changed = live.with(changes);

    assertThat(changed).isEqualTo(settings(configured).learner());
    assertThat(changed.memory().rows()).isEqualTo(700);
    assertThat(changed.drift()).isEqualTo(new DriftSettings(12, true));
  }

  @Test
  void anOptionMayBeAsConfiguredAgain() {
    settings().live().check(Collections.singletonMap("window.rows", null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          chains.count            | 8     | option 'chains.count' cannot be changed to '8' in a running job; these can: drift.reaction, drift.threshold, fading.half-life-rows
          topic.control           | other | option 'topic.control' cannot be changed to 'other'
          window.row              | 8     | option 'window.row' cannot be changed to '8'
          learning.steps-per-row  | 0     | option 'learning.steps-per-row' cannot be '0': it takes an integer of at least 1
          learning.steps-per-row  | 2.5   | option 'learning.steps-per-row' cannot be '2.5': it takes an integer of at least 1
          drift.reaction          | run   | option 'drift.reaction' cannot be 'run': it takes one of
          """)
  void whatCannotBeIsNamed(String name, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings().live().check(Map.of(name, value)))
        .withMessageStartingWith(message);
  }

  @Test
  void whatDoesNotFitTheOthersIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings().live().with(Map.of("window.rows", "200")))
        .withMessage(
            "option 'window.rows' cannot be changed to '200': option 'learning.batch-rows' cannot be"
                + " 256 because 'window.rows' is 200: it must not be larger");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings().live().with(Map.of("fading.half-life-rows", "200")))
        .withMessageContaining("'fading.half-life-rows' cannot be '200.0'");
  }

  /** The sample would have to be drawn again from rows that are gone. */
  @Test
  void aSampleOfAllRowsKeepsItsSize() {
    LiveOptions live = settings("learning.memory", "all").live();

    assertThat(live.with(Map.of("learning.thinning", "5")).memory()).isEqualTo(Memory.all(900));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> live.with(Map.of("window.rows", "950")))
        .withMessageStartingWith("option 'window.rows' cannot be changed to '950' with");
  }

  @Test
  void secretsOfTheClientsDoNotTravel() {
    assertThat(settings().live().toString()).doesNotContain("secret");
  }
}
