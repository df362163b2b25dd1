package org.smilestream.job.options;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;

/**
 * An option of the job: Flink's typed constant (key, type, default, description), the values that
 * it takes, and whether it must be set.
 */
public record JobOption<T>(ConfigOption<T> option, Allowed<T> allowed, boolean required) {

  static <T> JobOption<T> of(ConfigOption<T> option, Allowed<T> allowed) {
    return new JobOption<>(option, allowed, false);
  }

  static <T> JobOption<T> required(ConfigOption<T> option, Allowed<T> allowed) {
    return new JobOption<>(option, allowed, true);
  }

  public String key() {
    return option.key();
  }

  /** The description as text; it must be free of {@code <} and {@code >}. */
  public String description() {
    return new HtmlFormatter().format(option.description());
  }

  /** The default as one would write it into the file, "required", or "none". */
  public String defaultText() {
    if (!option.hasDefaultValue()) {
      return required ? "required" : "none";
    }
    T value = option.defaultValue();
    return value instanceof Duration duration
        ? TimeUtils.formatWithHighestUnit(duration)
        : value.toString();
  }

  /** Whether the values are lists. */
  boolean isList() {
    return option.hasDefaultValue() && option.defaultValue() instanceof List;
  }
}
