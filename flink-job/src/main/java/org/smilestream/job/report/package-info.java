/** What a run has shown: its summary in JSON and its report in HTML. */
package org.smilestream.job.report;
