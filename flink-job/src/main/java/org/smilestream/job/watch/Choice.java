package org.smilestream.job.watch;

import java.util.Optional;

/**
 * Which models may be shown first. That of a key is called {@code NAME/KEY}.
 *
 * @param model name of the model; empty: any
 * @param key empty: any, where there are keys
 */
public record Choice(Optional<String> model, Optional<String> key) {
  /** Any. */
  public static final Choice ANY = new Choice(Optional.empty(), Optional.empty());

  private static final char SEPARATOR = '/';

  /** The only one of a name. */
  static Choice of(String name) {
    return new Choice(Optional.of(base(name)), key(name));
  }

  /** The key of the model of a key. */
  static Optional<String> key(String name) {
    int separator = name.indexOf(SEPARATOR);
    return separator < 0 ? Optional.empty() : Optional.of(name.substring(separator + 1));
  }

  /** The name of a model without its key. */
  static String base(String name) {
    int separator = name.indexOf(SEPARATOR);
    return separator < 0 ? name : name.substring(0, separator);
  }

  /** Whether the model of a name is one of those that are meant. */
  boolean allows(String name) {
    return model.filter(each -> !each.equals(base(name))).isEmpty()
        && key.filter(each -> !each.equals(key(name).orElse(null))).isEmpty();
  }

  /** Whether the model of a name is the one that is meant. */
  boolean isOnly(String name) {
    return allows(name) && (key.isPresent() || model.isPresent() && key(name).isEmpty());
  }

  /** What was named. */
  String words() {
    return model.orElse("") + key.map(each -> SEPARATOR + each).orElse("");
  }
}
