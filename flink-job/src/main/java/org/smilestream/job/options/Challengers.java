package org.smilestream.job.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.smilestream.data.Schema;
import org.smilestream.engine.Engines;

/** Whether the challengers of a job can be compared with its champion. */
public final class Challengers {
  private final JobSettings job;
  private final Schema champion;

  public Challengers(JobSettings job, Schema champion) {
    this.job = job;
    this.champion = champion;
  }

  /**
   * The schema of a challenger under its name, and all that can be found wrong with it before
   * anything starts.
   *
   * @param read of the file that the challenger names
   * @throws InvalidConfigurationException in one sentence that names the challenger
   */
  public Schema schema(JobSettings.Challenger challenger, Schema read) {
    Schema schema = challenger.settings().named(read);
    try {
      challenger.settings().spec(schema);
      challenger.settings().recalibrationRate(schema);
      Engines.find(challenger.settings().chains().engine());
    } catch (IllegalArgumentException e) {
      throw refused(challenger, e.getMessage());
    }
    if (schema.model().equals(champion.model())) {
      throw refused(
          challenger,
          "the model of the job has this name too: change one, or set '%s'"
              .formatted(ChallengerOptions.MODEL_NAME.key()));
    }
    List<String> differences = new ArrayList<>();
    differ(differences, "id", schema, Schema::id);
    differ(differences, "eventTime", schema, each -> each.layout().time());
    differ(differences, "labelTime", schema, each -> each.layout().labelTime());
    differ(differences, "target", schema, Schema::target);
    differ(differences, "task", schema, Schema::task);
    differ(differences, "classes", schema, Schema::classes);
    if (!differences.isEmpty()) {
      throw refused(
          challenger,
          "its rows cannot be compared with those of model '%s': another %s"
              .formatted(champion.model(), String.join(", ", differences)));
    }
    if (challenger.settings().spec(schema).likelihood().isOfCounts()
        != job.spec(champion).likelihood().isOfCounts()) {
      throw refused(
          challenger,
          "the probability of a count cannot be compared with the density of a number: one of"
              + " 'model.likelihood' is for counts");
    }
    return schema;
  }

  private void differ(
      List<String> differences, String name, Schema schema, Function<Schema, Object> part) {
    if (!Objects.equals(part.apply(schema), part.apply(champion))) {
      differences.add("'" + name + "'");
    }
  }

  private static InvalidConfigurationException refused(
      JobSettings.Challenger challenger, String reason) {
    return new InvalidConfigurationException(
        "challenger '%s' in '%s': %s".formatted(challenger.name(), challenger.file(), reason));
  }
}
