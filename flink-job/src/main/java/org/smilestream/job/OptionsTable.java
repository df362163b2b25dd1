package org.smilestream.job;

import java.util.ArrayList;
import java.util.List;
import org.smilestream.job.options.JobOption;
import org.smilestream.job.options.JobOptions;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The options of the job as a section of a command's help. */
final class OptionsTable {
  private static final String SECTION = "jobOptions";
  private static final int KEY_WIDTH = 32;
  private static final int DEFAULT_WIDTH = 16;
  private static final int TOTAL_WIDTH = 110;

  private OptionsTable() {}

  static void addTo(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    List<String> sections = new ArrayList<>(usage.sectionKeys());
    sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER_HEADING), SECTION);
    usage.sectionKeys(sections);
    usage.sectionMap().put(SECTION, OptionsTable::render);
  }

  private static String render(Help help) {
    StringBuilder text = new StringBuilder();
    for (JobOptions.Group group : JobOptions.groups()) {
      text.append("%n%s:%n".formatted(group.title()));
      TextTable table =
          TextTable.forColumns(
              help.colorScheme(),
              new Column(KEY_WIDTH, 2, Column.Overflow.SPAN),
              new Column(DEFAULT_WIDTH, 2, Column.Overflow.WRAP),
              new Column(TOTAL_WIDTH - KEY_WIDTH - DEFAULT_WIDTH, 2, Column.Overflow.WRAP));
      group.options().forEach(option -> addRow(table, option));
      text.append(table);
    }
    return text.toString();
  }

  private static void addRow(TextTable table, JobOption<?> option) {
    String meaning = option.description() + " Takes " + option.allowed().words() + ".";
    table.addRowValues(
        Ansi.OFF.new Text(option.key()),
        Ansi.OFF.new Text(option.defaultText()),
        Ansi.OFF.new Text(meaning));
  }
}
