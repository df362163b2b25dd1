package org.smilestream.operators.state;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Derivation;
import org.smilestream.data.Schema;
import org.smilestream.data.SeriesColumn;
import org.smilestream.data.TargetTransform;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;
import org.smilestream.sampler.SamplerSettings;

/**
 * What the numbers in the state of a model mean: with another fingerprint they would mean something
 * else.
 *
 * @param properties value by name, both as a user knows them from the schema and from the options
 */
public record ModelFingerprint(Map<String, String> properties) implements Serializable {
  private static final String SCALE_LINK = "model.scale-link";

  public ModelFingerprint {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** The fingerprint of a network for the rows of a schema: what a position means. */
  public static ModelFingerprint of(Schema schema, ModelSpec spec) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("model", quoted(schema.model()));
    properties.put("task", name(schema.task()));
    int column = 0;
    for (String numeric : schema.numeric()) {
      String kind = " (numeric" + derivation(schema, numeric) + ")";
      properties.put("column " + ++column, quoted(numeric) + kind);
    }
    for (CategoricalColumn categorical : schema.categorical()) {
      String derivation = derivation(schema, categorical.name());
      String kind = " (categorical, " + categorical.slots() + " slots" + derivation + ")";
      properties.put("column " + ++column, quoted(categorical.name()) + kind);
    }
    TargetTransform transform = schema.targetTransform();
    properties.put(
        "target", quoted(schema.target()) + (transform.isLog() ? ", " + name(transform) : ""));
    if (!schema.classes().isEmpty()) {
      properties.put(
          "classes", joined(schema.classes().stream().map(ModelFingerprint::quoted).toList()));
    }
    properties.put("model.hidden", joined(spec.hidden()));
    properties.put("model.activation", name(spec.activation()));
    properties.put("model.likelihood", name(spec.likelihood()));
    if (spec.likelihood() == Likelihood.STUDENT_T) {
      properties.put(
          "model.student-dof",
          Double.isNaN(spec.degreesOfFreedom())
              ? "learned"
              : Double.toString(spec.degreesOfFreedom()));
    }
    if (spec.likelihood().hasScaleOutput()) {
      properties.put(SCALE_LINK, name(spec.scaleLink()));
    }
    Prior prior = spec.prior();
    properties.put("model.prior", name(prior.family()));
    properties.put("model.prior-location", Double.toString(prior.location()));
    properties.put("model.prior-scale", Double.toString(prior.scale()));
    return new ModelFingerprint(properties);
  }

  /** The fingerprint of a network for the rows of a schema, and of its chains. */
  public static ModelFingerprint of(Schema schema, ModelSpec spec, SamplerSettings sampler) {
    ModelFingerprint model = of(schema, spec);
    return (schema.hasLateLabels() ? model.with("labels", "late") : model)
        .with("sampler.name", name(sampler.name()))
        .with("sampler.preconditioner", name(sampler.usedPreconditioner()))
        .with("sampler.tuner", sampler.usedTuner().map(ModelFingerprint::name).orElse("none"));
  }

  private static String derivation(Schema schema, String column) {
    Derivation derivation = schema.layout().derived().get(column);
    String series =
        schema.layout().series().stream()
            .filter(each -> each.column().equals(column))
            .map(each -> ", " + series(each))
            .collect(Collectors.joining());
    return derivation == null ? series : ", " + derivation;
  }

  /** In the words of the first version, which knew series of targets only. */
  private static String series(SeriesColumn column) {
    return "SeriesColumn[column=%s, kind=%s, rows=%d, key=%s]%s"
        .formatted(
            column.column(),
            column.kind(),
            column.rows(),
            column.key(),
            column.of() == null ? "" : " of " + quoted(column.of()));
  }

  /** The fingerprint with one property more. */
  public ModelFingerprint with(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(properties);
    more.put(name, value.toString());
    return new ModelFingerprint(more);
  }

  /** What was another way in {@code saved}, one phrase for each property; empty if nothing was. */
  public List<String> differences(ModelFingerprint saved) {
    Set<String> names = new LinkedHashSet<>(properties.keySet());
    names.addAll(saved.properties.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String before = saved.properties.getOrDefault(name, unsaid(name));
      String now = properties.getOrDefault(name, "absent");
      if (!before.equals(now)) {
        differences.add(name + " was " + before + " and is " + now);
      }
    }
    return differences;
  }

  /** What a fingerprint means that does not name a property. */
  private static String unsaid(String name) {
    // Before there was a choice of links there was but one.
    return name.equals(SCALE_LINK) ? name(ScaleLink.EXP) : "absent";
  }

  private static String joined(Collection<?> values) {
    return values.isEmpty()
        ? "[]"
        : values.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private static String quoted(String name) {
    return "'" + name + "'";
  }

  /** A constant as the options spell it. */
  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
