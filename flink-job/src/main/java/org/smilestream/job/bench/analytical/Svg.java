package org.smilestream.job.bench.analytical;

import java.util.Locale;

/** An SVG document that grows by simple shapes. Coordinates are pixels, y grows downwards. */
final class Svg {
  private final StringBuilder shapes = new StringBuilder();

  /** Alignment of a text to its position. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  Svg line(double x1, double y1, double x2, double y2, String style) {
    return add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>", x1, y1, x2, y2, style);
  }

  Svg frame(double x, double y, double width, double height, String style) {
    return add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" %s/>",
        x, y, width, height, style);
  }

  /** A line through points; {@code x} and {@code y} of the same length. */
  Svg curve(double[] x, double[] y, String style) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x[i], y[i]));
    }
    return add("<polyline points=\"%s\" fill=\"none\" %s/>", points.toString().strip(), style);
  }

  Svg text(double x, double y, Anchor anchor, String style, String text) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>",
        x, y, anchor.name().toLowerCase(Locale.ROOT), style, escaped(text));
  }

  /** A text that runs upwards and is centred at its position. */
  Svg upwards(double x, double y, String style, String text) {
    return add(
        "<text transform=\"translate(%.1f,%.1f) rotate(-90)\" text-anchor=\"middle\" %s>%s</text>",
        x, y, style, escaped(text));
  }

  private Svg add(String format, Object... values) {
    shapes.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The document, on white. */
  String document(double width, double height, String title) {
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\""
                + " height=\"%.0f\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\">%n"
                + "<title>%s</title>%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
            width,
            height,
            width,
            height,
            escaped(title))
        + shapes
        + "</svg>\n";
  }
}
