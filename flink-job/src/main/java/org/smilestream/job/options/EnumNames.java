package org.smilestream.job.options;

import java.util.Locale;

/** Enum constants as options write them: {@code AT_LEAST_ONCE} is {@code at-least-once}. */
public final class EnumNames {
  private EnumNames() {}

  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @throws IllegalArgumentException if there is no constant of that name
   */
  public static <E extends Enum<E>> E constant(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
