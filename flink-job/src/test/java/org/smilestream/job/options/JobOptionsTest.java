package org.smilestream.job.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class JobOptionsTest {

  private static final List<JobOption<?>> ALL =
      JobOptions.groups().stream()
          .<JobOption<?>>flatMap(group -> group.options().stream())
          .toList();

  @Test
  void everyKeyStandsOnceInDottedKebabCaseWithASentenceThatPrintsAsItIs() {
    assertThat(ALL).extracting(JobOption::key).doesNotHaveDuplicates().hasSizeGreaterThan(30);
    assertThat(ALL)
        .allSatisfy(
            option -> {
              assertThat(option.key()).matches("[a-z-]+(\\.[a-z-]+)*");
              assertThat(option.description()).endsWith(".").doesNotContain("&", "|");
              assertThat(option.allowed().words()).doesNotContain("|").doesNotEndWith(".");
            });
  }

  @Test
  void everyDefaultIsAllowedAsItIsShown() {
    assertThat(ALL)
        .filteredOn(option -> option.option().hasDefaultValue())
        .allSatisfy(
            option -> {
              Configuration shown =
                  Configuration.fromMap(Map.of(option.key(), option.defaultText()));
              assertThat((Object) new OptionReader(shown).get(option))
                  .isEqualTo(option.option().defaultValue());
            });
  }

  @Test
  void thePageOfTheDocsIsTheOneThatTheConstantsGive() throws Exception {
    Path page = Path.of("..", "docs", "options.md");
    assertThat(Files.readString(page))
        .as("renew it with: ./smilestream options > docs/options.md")
        .isEqualTo(OptionsPage.markdown());
  }
}
