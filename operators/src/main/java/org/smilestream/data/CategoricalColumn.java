package org.smilestream.data;

import java.io.Serializable;

/**
 * A categorical column and the size of its dictionary.
 *
 * @param slots number of slots, slot 0 ("other") included; categories beyond them are "other"
 */
public record CategoricalColumn(String name, int slots) implements Serializable {
  public CategoricalColumn {
    if (slots < 2) {
      throw new IllegalArgumentException(
          "categorical column '"
              + name
              + "' needs at least 2 slots, one of them for \"other\": "
              + slots);
    }
  }
}
