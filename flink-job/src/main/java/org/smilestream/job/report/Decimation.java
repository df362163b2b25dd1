package org.smilestream.job.report;

import java.util.List;
import java.util.stream.IntStream;

/** Thins a series out so that a chart stays quick and a page small. */
final class Decimation {
  private Decimation() {}

  /**
   * Every k-th item, counted from the last one back, with the smallest k that leaves enough out.
   */
  static <T> List<T> atMost(int most, List<T> items) {
    int stride = Math.max(1, (items.size() + most - 1) / most);
    int first = Math.floorMod(items.size() - 1, stride);
    return IntStream.iterate(first, i -> i < items.size(), i -> i + stride)
        .mapToObj(items::get)
        .toList();
  }
}
