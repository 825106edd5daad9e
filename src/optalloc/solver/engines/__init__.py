"""The engines, CBC, HiGHS and PuLP's: strangers that are watched, stopped and not believed."""
