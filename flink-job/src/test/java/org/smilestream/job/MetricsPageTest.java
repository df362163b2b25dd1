package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smilestream.operators.MetricCatalogue;
import org.smilestream.operators.metrics.Metric;

class MetricsPageTest {

  @Test
  void thePageIsCurrent() {
    Path page = Path.of("..", "docs", "metrics.md");

    assertThat(page)
        .as("renew it with: ./smilestream metrics > docs/metrics.md")
        .hasContent(MetricsPage.markdown());
  }

  @Test
  void everyMetricStandsInItsSectionOnceWithAllThatBelongsToIt() {
    for (MetricCatalogue.Section section : MetricCatalogue.sections()) {
      List<String> names = section.metrics().stream().map(Metric::name).toList();
      assertThat(names).doesNotHaveDuplicates().isNotEmpty();
      assertThat(section.metrics())
          .allSatisfy(
              metric -> {
                assertThat(metric.meaning()).as(metric.name()).isNotBlank().doesNotEndWith(".");
                assertThat(metric.healthy()).as(metric.name()).isNotBlank().doesNotEndWith(".");
                assertThat(metric.unit().isEmpty())
                    .as(metric.name())
                    .isEqualTo(metric.type() == Metric.Type.TEXT);
              });
    }
  }

  /** In Markdown a bar would end the cell. */
  @Test
  void everyRowHasItsCells() {
    assertThat(MetricsPage.markdown().lines().filter(line -> line.startsWith("| `")).toList())
        .filteredOn(line -> !line.contains("pendingRecords"))
        .allSatisfy(
            line ->
                assertThat(line.replace("\\|", "").chars().filter(c -> c == '|').count())
                    .isIn(4L, 6L));
  }
}
