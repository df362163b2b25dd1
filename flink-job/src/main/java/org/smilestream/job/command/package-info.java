/** What several commands have in common: arguments, their checks, and what they write. */
package org.smilestream.job.command;
