package org.smilestream.operators.keyed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smilestream.operators.order.Dictionaries;

/**
 * The dictionaries of one model's categorical columns on the heap, by the rule of {@link
 * Dictionaries}: a category gets the next free slot when it is first seen.
 */
final class HeapDictionaries {
  private final List<Integer> slots;
  private final List<Map<String, Integer>> columns = new ArrayList<>();

  /**
   * @param slots number of slots of each column, that of "other" included
   * @param categories of each column, in the order of their slots from 1 on
   */
  HeapDictionaries(List<Integer> slots, String[][] categories) {
    this.slots = slots;
    for (int column = 0; column < slots.size(); column++) {
      columns.add(new HashMap<>());
      if (column < categories.length) {
        for (String category : categories[column]) {
          slotOf(column, category);
        }
      }
    }
  }

  /** The slots of a row whose new categories are to be remembered. */
  int[] learn(String[] row) {
    int[] encoded = new int[row.length];
    for (int column = 0; column < row.length; column++) {
      encoded[column] = slotOf(column, row[column]);
    }
    return encoded;
  }

  private int slotOf(int column, String category) {
    Map<String, Integer> dictionary = columns.get(column);
    Integer known = dictionary.get(category);
    if (known != null) {
      return known;
    }
    int next = dictionary.size() + 1;
    if (next >= slots.get(column)) {
      return Dictionaries.OTHER;
    }
    dictionary.put(category, next);
    return next;
  }

  /** The slots of a request; a category that has none is "other". */
  int[] encode(String[] row) {
    int[] encoded = new int[row.length];
    for (int column = 0; column < row.length; column++) {
      encoded[column] = columns.get(column).getOrDefault(row[column], Dictionaries.OTHER);
    }
    return encoded;
  }

  /** The categories of each column, in the order of their slots from 1 on. */
  String[][] categories() {
    String[][] categories = new String[columns.size()][];
    for (int column = 0; column < categories.length; column++) {
      String[] ordered = new String[columns.get(column).size()];
      columns.get(column).forEach((category, slot) -> ordered[slot - 1] = category);
      categories[column] = ordered;
    }
    return categories;
  }
}
