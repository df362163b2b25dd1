package org.smilestream.job.bench.analytical;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smilestream.job.bench.analytical.Svg.Anchor;
import org.smilestream.job.options.EnumNames;

/**
 * The results as a figure: b² against gradients, both logarithmic; a column of panels for each
 * structure of the noise, a row for each density, and a line for each sampler.
 */
final class AnalyticalFigure {
  private static final double WIDTH = 900;
  private static final double LEFT = 62;
  private static final double RIGHT = 12;
  private static final double GAP = 12;
  private static final double MAX_PANEL_WIDTH = 280;
  private static final double PANEL_HEIGHT = 140;
  private static final double ROW_HEIGHT = PANEL_HEIGHT + 54;
  private static final double TOP = 92;
  private static final double BOTTOM = 18;

  /** About the width of a letter, for the legend. */
  private static final double LETTER = 6.2;

  /** Runs that diverge would flatten all others. */
  private static final double LARGEST_ERROR = 10;

  private static final double SMALLEST_ERROR = 1e-6;
  private static final String GRID = "stroke=\"#dddddd\"";
  private static final String TARGET_LINE = "stroke=\"#777777\" stroke-dasharray=\"2 3\"";
  private static final String FRAME = "fill=\"none\" stroke=\"#444444\"";
  private static final String BOLD = "font-weight=\"bold\"";

  /** What the panels of a row have in common. */
  private record Row(DensityKind kind, int dimension, double condition, NoiseDistribution noise) {
    boolean holds(CellResult result) {
      Problem problem = result.cell().problem();
      return problem.kind() == kind
          && problem.dimension() == dimension
          && Double.compare(problem.condition(), condition) == 0
          && (problem.distribution() == noise || problem.distribution() == null);
    }

    String title() {
      StringBuilder title = new StringBuilder(EnumNames.name(kind)).append(", d = ");
      title.append(dimension);
      if (!Double.isNaN(condition)) {
        title.append(String.format(Locale.ROOT, ", condition %.0f", condition));
      }
      if (noise != null) {
        title.append(", ").append(EnumNames.name(noise)).append(" noise");
      }
      return title.toString();
    }
  }

  private final BenchResult result;
  private final List<NoiseStructure> columns;
  private final List<Row> rows;
  private final double panelWidth;
  private final double smallest;
  private final Svg svg = new Svg();

  /**
   * @param result with at least one cell
   */
  private AnalyticalFigure(BenchResult result) {
    this.result = result;
    columns =
        Arrays.stream(NoiseStructure.values())
            .filter(noise -> problems().anyMatch(problem -> problem.noise() == noise))
            .toList();
    boolean noisy = problems().anyMatch(problem -> problem.distribution() != null);
    rows =
        problems()
            .filter(problem -> problem.distribution() != null || !noisy)
            .map(p -> new Row(p.kind(), p.dimension(), p.condition(), p.distribution()))
            .distinct()
            .toList();
    double space = WIDTH - LEFT - RIGHT - (columns.size() - 1) * GAP;
    panelWidth = Math.min(MAX_PANEL_WIDTH, space / columns.size());
    double least =
        result.cells().stream()
            .flatMapToDouble(cell -> Arrays.stream(cell.errors()))
            .filter(error -> error > 0)
            .min()
            .orElse(SMALLEST_ERROR);
    smallest = Math.max(SMALLEST_ERROR, Math.min(CellResult.TARGET / 10, least));
  }

  private Stream<Problem> problems() {
    return result.cells().stream().map(cell -> cell.cell().problem());
  }

  /** The figure as an SVG document. */
  static String draw(BenchResult result) {
    return new AnalyticalFigure(result).draw();
  }

  private String draw() {
    String title = "Error of the second moments against gradients";
    BenchSettings settings = result.settings();
    svg.text(LEFT, 22, Anchor.START, BOLD + " font-size=\"15\"", title);
    svg.text(
        LEFT,
        40,
        Anchor.START,
        "",
        String.format(
            Locale.ROOT,
            "Noise %s times the gradient; %d chains, mean over %d repetitions. Dotted: b² = %s. Above %.0f: at the upper edge.",
            ResultTable.number(settings.noiseScale()),
            settings.chains(),
            settings.repetitions(),
            CellResult.TARGET,
            LARGEST_ERROR));
    legend();
    for (int row = 0; row < rows.size(); row++) {
      double y = TOP + row * ROW_HEIGHT;
      svg.text(LEFT, y - 6, Anchor.START, BOLD, rows.get(row).title());
      svg.upwards(16, y + 14 + PANEL_HEIGHT / 2, "", "b²");
      for (int column = 0; column < columns.size(); column++) {
        panel(rows.get(row), columns.get(column), LEFT + column * (panelWidth + GAP), y + 14);
      }
    }
    double height = TOP + rows.size() * ROW_HEIGHT + BOTTOM;
    double middle = LEFT + (columns.size() * (panelWidth + GAP) - GAP) / 2;
    svg.text(middle, height - 16, Anchor.MIDDLE, "", "gradients of a chain");
    return svg.document(WIDTH, height, title);
  }

  private void legend() {
    double x = LEFT;
    for (Contender contender : Contender.values()) {
      if (result.cells().stream().anyMatch(cell -> cell.cell().contender() == contender)) {
        svg.line(x, 60, x + 28, 60, line(contender));
        svg.text(x + 34, 64, Anchor.START, "", contender.label());
        x += 50 + LETTER * contender.label().length();
      }
    }
  }

  private void panel(Row row, NoiseStructure noise, double left, double top) {
    long[] gradients = result.gradients();
    LogAxis x = new LogAxis(gradients[0], gradients[gradients.length - 1], left, left + panelWidth);
    LogAxis y = new LogAxis(smallest, LARGEST_ERROR, top + PANEL_HEIGHT, top);
    svg.text(left + panelWidth / 2, top - 4, Anchor.MIDDLE, "", EnumNames.name(noise));
    for (int decade = y.firstDecade(); decade <= y.lastDecade(); decade++) {
      double pixel = y.at(Math.pow(10, decade));
      svg.line(left, pixel, left + panelWidth, pixel, GRID);
      if (noise == columns.get(0)) {
        svg.text(left - 5, pixel + 4, Anchor.END, "", LogAxis.label(decade));
      }
    }
    for (int decade = x.firstDecade(); decade <= x.lastDecade(); decade++) {
      double pixel = x.at(Math.pow(10, decade));
      svg.line(pixel, top, pixel, top + PANEL_HEIGHT, GRID);
      svg.text(pixel, top + PANEL_HEIGHT + 13, Anchor.MIDDLE, "", LogAxis.label(decade));
    }
    double target = y.at(CellResult.TARGET);
    svg.line(left, target, left + panelWidth, target, TARGET_LINE);
    for (CellResult cell : result.cells()) {
      if (cell.cell().problem().noise() == noise && row.holds(cell)) {
        double[] errors = cell.errors();
        int[] known =
            IntStream.range(0, errors.length).filter(k -> !Double.isNaN(errors[k])).toArray();
        svg.curve(
            Arrays.stream(known).mapToDouble(k -> x.at(gradients[k])).toArray(),
            Arrays.stream(known).mapToDouble(k -> y.at(errors[k])).toArray(),
            line(cell.cell().contender()));
      }
    }
    svg.frame(left, top, panelWidth, PANEL_HEIGHT, FRAME);
  }

  /** Colours of Okabe and Ito (2008), which most colour-blind people can tell apart. */
  private static String line(Contender contender) {
    return switch (contender) {
      case SMILE_NAIVE -> "stroke=\"#d55e00\" stroke-width=\"2\"";
      case PSMILE_NAIVE -> "stroke=\"#0072b2\" stroke-width=\"2\"";
      case SMILE -> "stroke=\"#e69f00\" stroke-width=\"2\" stroke-dasharray=\"7 3\"";
      case PSMILE -> "stroke=\"#56b4e9\" stroke-width=\"2\" stroke-dasharray=\"7 3\"";
      case SGLD -> "stroke=\"#009e73\" stroke-width=\"1.5\"";
      case SGHMC -> "stroke=\"#cc79a7\" stroke-width=\"1.5\"";
      case CYCLICAL_SGLD -> "stroke=\"#009e73\" stroke-width=\"1.5\" stroke-dasharray=\"2 2\"";
      case MCLMC -> "stroke=\"#000000\" stroke-width=\"1.5\"";
    };
  }
}
