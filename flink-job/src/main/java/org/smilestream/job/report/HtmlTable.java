package org.smilestream.job.report;

import java.util.ArrayList;
import java.util.List;

/** A table in HTML; the first column names the rows. */
final class HtmlTable {
  private final String caption;
  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();

  HtmlTable(String caption, String... columns) {
    this.caption = caption;
    this.columns = List.of(columns);
  }

  HtmlTable row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  String html() {
    StringBuilder html = new StringBuilder("<table><caption>" + escape(caption) + "</caption>");
    html.append("<thead><tr>");
    columns.forEach(name -> html.append("<th scope=\"col\">" + escape(name) + "</th>"));
    html.append("</tr></thead>\n<tbody>");
    for (List<String> row : rows) {
      html.append("<tr><th scope=\"row\">" + escape(row.get(0)) + "</th>");
      row.subList(1, row.size()).forEach(cell -> html.append("<td>" + escape(cell) + "</td>"));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table>").toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
