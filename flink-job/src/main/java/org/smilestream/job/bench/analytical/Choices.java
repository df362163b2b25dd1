package org.smilestream.job.bench.analytical;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smilestream.job.options.EnumNames;

/** Constants chosen by their names, or by {@code all}. */
final class Choices {
  private static final String ALL = "all";

  private Choices() {}

  /**
   * The chosen constants, each once, in their own order.
   *
   * @throws IllegalArgumentException on an unknown name; the message begins with "cannot be"
   */
  static <E extends Enum<E>> List<E> of(List<String> names, Class<E> type) {
    E[] constants = type.getEnumConstants();
    for (String name : names) {
      if (!name.equals(ALL) && constant(name, constants).isEmpty()) {
        String known =
            Arrays.stream(constants).map(EnumNames::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
            "cannot be '" + name + "': it must be " + ALL + " or some of " + known);
      }
    }
    return Arrays.stream(constants)
        .filter(constant -> names.contains(ALL) || names.contains(EnumNames.name(constant)))
        .toList();
  }

  private static <E extends Enum<E>> Optional<E> constant(String name, E[] constants) {
    return Arrays.stream(constants)
        .filter(constant -> EnumNames.name(constant).equals(name))
        .findFirst();
  }
}
