/* Documents as juju prints them, one per line of clients: the same small model each time, with what differs between the lines. Written by
 * hand after the structs of juju (cmd/juju/status/formatted.go), shared by the tests that read them and by those that damage them. */
#ifndef TEAL_TESTS_JUJU_SHAPES_H
#define TEAL_TESTS_JUJU_SHAPES_H

/* 2.9: relations are names, series instead of base, no scale when it is 0. webapp has an error, no leader and lags behind. */
#define STATUS_29 \
	"{\"model\":{\"name\":\"iam\",\"type\":\"caas\",\"controller\":\"k8s\",\"cloud\":\"microk8s\",\"version\":\"2.9.50\"," \
	"\"model-status\":{\"current\":\"available\",\"since\":\"24 Feb 2025 12:03:17+13:00\"},\"sla\":\"unsupported\"},\"machines\":{}," \
	"\"applications\":{\"database\":{\"charm\":\"local:jammy/" \
	"database-0\",\"series\":\"jammy\",\"os\":\"ubuntu\",\"charm-origin\":\"local\"," \
	"\"charm-name\":\"database\",\"charm-rev\":0,\"exposed\":false,\"application-status\":{\"current\":\"unknown\"}," \
	"\"relations\":{\"db\":[\"webapp\"]},\"endpoint-bindings\":{\"\":\"alpha\"}}," \
	"\"webapp\":{\"charm\":\"webapp\",\"series\":\"jammy\",\"os\":\"ubuntu\",\"charm-origin\":\"charmhub\",\"charm-name\":\"webapp\"," \
	"\"charm-rev\":12,\"charm-channel\":\"stable\",\"scale\":1,\"address\":\"10.1.2.3\",\"exposed\":false," \
	"\"application-status\":{\"current\":\"waiting\",\"message\":\"installing " \
	"agent\"},\"relations\":{\"db\":[\"database\"],\"peer\":[\"webapp\"]}," \
	"\"units\":{\"webapp/0\":{\"workload-status\":{\"current\":\"error\",\"message\":\"hook failed: \\\"db-relation-created\\\" for " \
	"webapp:db\"}," \
	"\"juju-status\":{\"current\":\"idle\",\"version\":\"2.9.50\"},\"address\":\"10.1.2.4\",\"provider-id\":\"webapp-0\"}}}}," \
	"\"storage\":{}," \
	"\"controller\":{\"timestamp\":\"12:04:55+13:00\"}}\n"

/* 3.6: relations are objects, a SAAS whose own relations are names, offers, three units with one leader, escapes of < and >. */
#define STATUS_36 \
	"{\"model\":{\"name\":\"iam\",\"type\":\"caas\",\"controller\":\"k8s\",\"cloud\":\"microk8s\",\"region\":\"localhost\"," \
	"\"version\":\"3.6.27\"," \
	"\"model-status\":{\"current\":\"available\"},\"sla\":\"unsupported\"},\"machines\":{}," \
	"\"applications\":{\"kratos\":{\"charm\":\"kratos\",\"base\":{\"name\":\"ubuntu\",\"channel\":\"22.04\"},\"charm-origin\":" \
	"\"charmhub\"," \
	"\"charm-name\":\"kratos\",\"charm-rev\":565,\"charm-channel\":\"latest/stable\",\"scale\":3,\"provider-id\":\"x\"," \
	"\"address\":\"10.152.183.75\",\"exposed\":false,\"application-status\":{\"current\":\"active\"}," \
	"\"relations\":{\"kratos-peers\":[{\"related-application\":\"kratos\",\"interface\":\"kratos_peers\",\"scope\":\"global\"}]," \
	"\"pg-database\":[{\"related-application\":\"postgresql\",\"interface\":\"postgresql_client\"}]}," \
	"\"units\":{" UNIT_36("0", "") "," UNIT_36("1", "\"leader\":true,") "," UNIT_36( \
		"2", "") "},\"version\":\"v1.3.1\"}}," \
			 "\"application-endpoints\":{\"postgresql\":{\"url\":\"admin/core.postgresql\"," \
			 "\"endpoints\":{\"database\":{\"interface\":\"postgresql_client\",\"role\":\"provider\"}}," \
			 "\"application-status\":{\"current\":\"active\"},\"relations\":{\"database\":[\"kratos\"]}}}," \
			 "\"offers\":{\"kratos-info-offer\":{\"application\":\"kratos\",\"charm\":\"ch:amd64/kratos-565\"," \
			 "\"endpoints\":{\"kratos-info\":{\"interface\":\"kratos_info\",\"role\":\"provider\"}}}}," \
			 "\"storage\":{},\"controller\":{\"timestamp\":\"14:22:35Z\"}}\n"
#define UNIT_36(n, more) \
	"\"kratos/" n \
	"\":{\"workload-status\":{\"current\":\"active\",\"message\":\"\\u003cok\\u003e\"},\"juju-status\":{\"current\":\"idle\"," \
	"\"version\":\"3.6.27\"}," more "\"address\":\"10.1.0." n "\",\"provider-id\":\"kratos-" n "\"}"

/* 4.0: no sla, no meter; one unit going away; an application with nothing but an error. */
#define STATUS_40 \
	"{\"model\":{\"name\":\"iam\",\"type\":\"caas\",\"controller\":\"k8s\",\"cloud\":\"microk8s\",\"version\":\"4.0.15\"," \
	"\"model-status\":{\"current\":\"available\"}},\"machines\":{},\"applications\":{\"broken\":{\"status-error\":\"cannot read " \
	"it\"}," \
	"\"hydra\":{\"charm\":\"hydra\",\"base\":{\"name\":\"ubuntu\",\"channel\":\"22.04\"},\"charm-origin\":\"charmhub\",\"charm-" \
	"name\":\"hydra\"," \
	"\"charm-rev\":395,\"charm-channel\":\"latest/" \
	"stable\",\"scale\":1,\"exposed\":false,\"application-status\":{\"current\":\"active\"}," \
	"\"relations\":{\"pg-database\":[{\"related-application\":\"pg\",\"interface\":\"postgresql_client\",\"scope\":\"global\"}]}," \
	"\"units\":{\"hydra/" \
	"0\":{\"workload-status\":{\"current\":\"active\"},\"juju-status\":{\"current\":\"executing\"},\"leader\":true," \
	"\"life\":\"dying\",\"address\":\"10.1.0.9\"},\"hydra/" \
	"1\":{\"workload-status\":{\"status-error\":\"lost\"},\"juju-status\":{}}}}}," \
	"\"storage\":{},\"controller\":{\"timestamp\":\"14:22:35Z\"}}\n"

#define RUN_OK \
	"{\"kratos/0\":{\"id\":\"2\",\"log\":[\"2025-03-01 16:23:26 +1300 NZDT Started migrating the database\"]," \
	"\"results\":{\"return-code\":0},\"status\":\"completed\",\"timing\":{\"completed\":\"2025-03-01 16:23:27 +1300 NZDT\"," \
	"\"enqueued\":\"2025-03-01 16:23:25 +1300 NZDT\",\"started\":\"2025-03-01 16:23:26 +1300 NZDT\"},\"unit\":\"kratos/0\"}}\n"
#define RUN_REFUSED_BY_CHARM \
	"{\"kratos/0\":{\"id\":\"2\",\"message\":\"Only the leader unit can run the database migration\",\"results\":{\"return-code\":0}," \
	"\"status\":\"failed\",\"unit\":\"kratos/0\"}}\n"
#define RUN_BROKE \
	"{\"kratos/0\":{\"id\":\"2\",\"results\":{\"return-code\":1,\"stderr\":\"Uncaught " \
	"exception\"},\"status\":\"failed\",\"unit\":\"kratos/0\"}}\n"
#define RUN_BAD_PARAMETER_40 \
	"{\"kratos/0\":{\"id\":\"29\",\"message\":\"cannot run \\\"act\\\" action: validation failed: (root).p\",\"status\":\"error\"," \
	"\"unit\":\"kratos/0\"}}\n"
#define RUN_29 "{\"unit-kratos-0\":{\"UnitId\":\"kratos/0\",\"id\":\"2\",\"results\":{\"result\":\"done\"},\"status\":\"completed\"}}\n"
#define RUN_29_QUEUED "{\"Action queued with id\":\"17\"}\n"
#define SHOW_RUNNING \
	"{\"id\":\"2\",\"log\":[],\"status\":\"running\",\"timing\":{\"enqueued\":\"2025-03-01 16:23:25 +0000 UTC\"," \
	"\"started\":\"2025-03-01 16:23:26 +0000 UTC\"},\"unit\":\"kratos/0\"}\n"
#define PROGRESS "Running operation 1 with 1 task\n  - task 2 on unit-kratos-0\n\nWaiting for task 2...\n"

#define BACKUPS_2023 \
	"backup-id             | backup-type  | backup-status\n" \
	"----------------------------------------------------\n" \
	"2023-09-04T08:43:39Z  | physical     | finished\n" \
	"2023-09-05T08:43:39Z  | physical     | failed: no space | left on device\n"
#define BACKUPS_2024 \
	"Storage bucket name: b1\nBackups base path: /p/backup/\n\n" \
	"backup-id            | type         | status   | reference-backup-id  | LSN start/stop          | start-time           | " \
	"finish-time          " \
	"| backup-path\n" \
	"-------------------------------------------------------------------------------------------------------------------------------" \
	"\n" \
	"2024-07-01T22:17:07Z | full         | finished | None                 | 0/21000028 / 0/21000100 | 2024-07-01T22:17:07Z | " \
	"2024-07-01T22:17:10Z | /x/20240701-221707F\n" \
	"2024-07-02T22:17:07Z | differential | finished | 2024-07-01T22:17:07Z | 0/22000028 / 0/22000100 | 2024-07-02T22:17:07Z | " \
	"2024-07-02T22:17:10Z | /x/20240701-221707F_20240702-221707D\n"
#define BACKUPS_NOW \
	"Storage bucket name: my-bucket\nBackups base path: /postgresql/backup/\n\n" \
	"backup-id            | action              | status   | reference-backup-id  | LSN start/stop          | start-time           " \
	"| finish-time          | timeline | backup-path\n" \
	"--------------------------------------------------------------------------------------------------------------------------------" \
	"---\n" \
	"2023-01-01T09:00:00Z | full backup         | failed: fake error | None                 | 0/3000000 / 0/5000000   | " \
	"2023-01-01T09:00:00Z " \
	"| 2023-01-01T09:00:05Z | 1        | a/b/c\n" \
	"2023-01-01T10:00:00Z | full backup         | finished | None                 | 16/B374D848 / 16/C0000000 | 2023-01-01T10:00:00Z " \
	"| 2023-01-01T10:00:07Z | A        | a/b/d\n" \
	"2023-01-01T11:00:00Z | restore             | finished | None                 | n/a                     | 2023-01-01T11:00:00Z " \
	"| n/a                  | B        | n/a"

#endif
